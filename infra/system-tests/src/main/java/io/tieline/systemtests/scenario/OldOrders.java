package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.GatewayCalls;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Questions;
import io.tieline.systemtests.rig.Rig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was ordered of a gateway before it is replaced: a job that has ended and one that hasn't, a replay in the middle, and
 * an answer that may be asked for again; and what nobody could answer. Used by one thread.
 */
final class OldOrders {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Endpoints that were out for a minute or two are asked again only now and then. */
    private static final Duration RECOVERY = Duration.ofMinutes(4);

    private static final int LETTERS = 20;
    private static final int ENDED_LINES = 5;
    private static final int QUICK_LINES = 40;
    private static final int OPEN_LINES = QUICK_LINES + 5;
    private static final String OPEN_JOBS = "/v1/messages/batches";
    private static final int ASKED = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rig rig;
    private final GatewayCalls calls;
    private final Questions questions;
    private final URI gateway;
    private final URI operators;
    private final Set<String> again = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private String replay = "";
    private int replayed;
    private String endedJob = "";
    private String endedOutput = "";
    private String openJob = "";
    private JsonNode answer = JSON.nullNode();

    private OldOrders(Rig rig, ProcessBackend backend, GatewayCalls calls) {
        this.rig = rig;
        this.calls = calls;
        questions = new Questions(rig.load());
        gateway = backend.gatewayUrl();
        operators = backend.operatorsUrl();
    }

    /** Returns when all is as it shall be found; the endpoints of the EU have to be out. */
    static OldOrders give(Rig rig, ProcessBackend backend, GatewayCalls calls) throws Exception {
        OldOrders orders = new OldOrders(rig, backend, calls);
        orders.awaitReady();
        orders.beRefused();
        orders.beginReplay();
        orders.answer = orders.ask();
        orders.endedJob = orders.createEnded();
        orders.openJob = orders.createOpen();
        orders.awaitJobs();
        return orders;
    }

    private void awaitReady() throws InterruptedException {
        rig.awaitAnswer("the gateway to be ready", PATIENCE, () -> calls.isReady(gateway));
    }

    private void beRefused() throws IOException, InterruptedException {
        Faulty refusing = new Faulty(rig);
        for (int i = 0; i < LETTERS; i++) {
            String id = rig.load().announce();
            refusing.poison(id, "content_policy");
            rig.load().publish(id, Kind.USUAL);
            again.add(id);
        }
        refused.addAll(again);
        refused.add(rig.load().publishGarbage());
        rig.await("dead letters", PATIENCE, () -> rig.areDead(refused));
        refusing.cure();
    }

    private void beginReplay() throws IOException, InterruptedException {
        ObjectNode order = JSON.createObjectNode().put("why", "an upgrade is tried");
        again.forEach(order.putObject("selection").putArray("ids")::add);
        replay = calls.post(operators, "/operate/replays", order).get("id").asText();
        rig.awaitAnswer("a replay to begin", PATIENCE, () -> replayCount("replayed") > 0);
        JsonNode paused = tellReplay("pause");
        replayed = paused.at("/counts/replayed").asInt();
        if (replayed == LETTERS) {
            throw new IllegalStateException("the replay had ended before it could be paused");
        }
    }

    private JsonNode replay() throws IOException, InterruptedException {
        return calls.get(operators, "/operate/replays/" + replay);
    }

    private int replayCount(String name) throws IOException, InterruptedException {
        return replay().at("/counts/" + name).asInt();
    }

    private JsonNode tellReplay(String order) throws IOException, InterruptedException {
        return calls.post(operators, "/operate/replays/" + replay + "/" + order, JSON.createObjectNode());
    }

    private JsonNode ask() throws IOException, InterruptedException {
        return calls.ask(gateway, questions.chat("summarize", "asked-once"), "asked-by-two-builds");
    }

    /** In OpenAI's words. */
    private String createEnded() throws IOException, InterruptedException {
        List<String> names =
                IntStream.range(0, ENDED_LINES).mapToObj(i -> "ended-" + i).toList();
        return calls.create(gateway, questions.lines("summarize", names));
    }

    /** In Anthropic's words, which allow for several models. */
    private String createOpen() throws IOException, InterruptedException {
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode requests = batch.putArray("requests");
        for (int i = 0; i < OPEN_LINES; i++) {
            String model = i < QUICK_LINES ? "summarize" : TestCatalogue.EUROPE;
            requests.addObject().put("custom_id", "open-" + i).set("params", questions.chat(model, "open-" + i));
        }
        return calls.post(gateway, OPEN_JOBS, batch).get("id").asText();
    }

    private void awaitJobs() throws IOException, InterruptedException {
        rig.awaitAnswer("a job to end", PATIENCE, () -> calls.isCompleted(gateway, endedJob));
        endedOutput = endedOutput();
        rig.awaitAnswer("the lines of a job that can be answered", PATIENCE, () -> answered() == QUICK_LINES);
    }

    private String endedOutput() throws IOException, InterruptedException {
        return calls.content(
                gateway, calls.batch(gateway, endedJob).get("output_file_id").asText());
    }

    /** Lines of the open job. */
    private int answered() throws IOException, InterruptedException {
        return calls.job(gateway, openJob).at("/counts/completed").asInt();
    }

    /** Ids of requests that were meant to fail. */
    Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** Waits for a new gateway, and requires that it knows all of this. */
    void requireKnown() throws IOException, InterruptedException {
        awaitReady();
        Set<String> letters = new HashSet<>();
        calls.get(operators, "/operate/dead-letters?limit=1000")
                .get("data")
                .forEach(letter -> letters.add(letter.get("id").asText()));
        require(letters.containsAll(refused), "dead letters of the old gateway's time are not listed");
        JsonNode order = replay();
        require(
                order.get("state").asText().equals("paused")
                        && order.at("/counts/replayed").asInt() == replayed,
                "the replay was paused after " + replayed + " requests, and now it is " + order);
        require(ask().equals(answer), "the answer to the same question with the same key is another one");
        require(
                calls.isCompleted(gateway, endedJob) && endedOutput().equals(endedOutput),
                "the job that had ended isn't what it was: " + calls.batch(gateway, endedJob));
        require(
                answered() == QUICK_LINES,
                "of the open job " + QUICK_LINES + " lines were answered, and now it is "
                        + calls.job(gateway, openJob));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Waits until all has ended well; the endpoints of the EU have to be well again. */
    void awaitEnd() throws IOException, InterruptedException {
        var _ = tellReplay("resume");
        rig.awaitAnswer(
                "the end of the replay",
                PATIENCE,
                () -> replay().get("state").asText().equals("completed"));
        require(replayCount("succeeded") == LETTERS, "the replay ended otherwise than well: " + replay());
        rig.awaitAnswer("the end of the open job", RECOVERY, () -> answered() == OPEN_LINES && hasEnded());
        List<String> answered = new ArrayList<>();
        for (String line : (Iterable<String>)
                calls.text(gateway, OPEN_JOBS + "/" + openJob + "/results").lines()::iterator) {
            answered.add(JSON.readTree(line).get("custom_id").asText());
        }
        require(
                answered.size() == OPEN_LINES && new HashSet<>(answered).size() == OPEN_LINES,
                "the output of the open job has to have " + OPEN_LINES + " lines, and has these: " + answered);
        int ordered = LETTERS + ENDED_LINES + OPEN_LINES + ASKED;
        rig.await("what the gateways published", PATIENCE, () -> rig.ofOthers() >= ordered);
        require(rig.ofOthers() == ordered, "gateways published " + rig.ofOthers() + " requests instead of " + ordered);
    }

    private boolean hasEnded() throws IOException, InterruptedException {
        return calls.get(gateway, OPEN_JOBS + "/" + openJob)
                .get("processing_status")
                .asText()
                .equals("ended");
    }
}
