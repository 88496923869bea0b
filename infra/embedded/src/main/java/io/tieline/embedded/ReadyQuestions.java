package io.tieline.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a process that is starting, over HTTP, until it says yes. For one thread. */
final class ReadyQuestions implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    /** A machine that is busy elsewhere may need long for the first answer. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

    private static final int TOLD = 2_000;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private String lastHeard = "nothing was asked";

    ReadyQuestions(Process process) {
        this.process = process;
    }

    /** Waits for an answer of status 200; false if there is none in time or the process ends. */
    boolean isAnswered(URI question, Duration patience) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(question).timeout(ANSWER_PATIENCE).build();
        long end = System.nanoTime() + patience.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return true;
                }
                lastHeard = question.getPath() + " says " + answer.statusCode() + ": " + shortened(answer.body());
            } catch (IOException e) {
                // Nobody listens yet.
                lastHeard = question.getPath() + " isn't answered: " + e;
            }
            process.waitFor(POLL);
        }
        return false;
    }

    private static String shortened(String body) {
        String line = body.replaceAll("\\s+", " ").strip();
        return line.length() <= TOLD ? line : line.substring(0, TOLD) + "…";
    }

    /** What came of the last question that wasn't answered with yes, for a person. */
    String lastHeard() {
        return lastHeard;
    }

    @Override
    public void close() {
        http.close();
    }
}
