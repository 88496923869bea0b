package io.tieline.health.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances, one of which holds the board. */
class PassOnTest {
    private static final String PASSED_ON = "tieline-passed-on";

    private final FakeBoard ownersBoard = FakeBoard.withTwoEndpoints();
    private final FakeBoard othersBoard = new FakeBoard();
    private QueryServer owner;
    private QueryServer other;
    private Asking askingOwner;
    private Asking askingOther;

    @BeforeEach
    void start() {
        owner = server(ownersBoard);
        other = server(othersBoard);
        askingOwner = new Asking(owner.port());
        askingOther = new Asking(other.port());
        othersBoard.setElsewhere(uri(owner.port()));
    }

    @AfterEach
    void stop() {
        askingOwner.close();
        askingOther.close();
        other.close();
        owner.close();
    }

    private static QueryServer server(FakeBoard board) {
        return new QueryServer(InetSocketAddress.createUnresolved("127.0.0.1", 0), board, () -> FakeBoard.NOW);
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static void assertNotNow(HttpResponse<String> answer, String why) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(Asking.object(Asking.json(answer), "error").get("code")).isEqualTo("not_now");
        assertThat(answer.body()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/health",
                "/v1/health?endpoint=beta/two",
                "/v1/health?endpoint=beta%2Ftwo",
                "/v1/health?endpoint=no%20%C3%BC%26%3D%23such",
                "/v1/health/history",
                "/v1/health/history?hours=3&endpoint=alpha/one"
            })
    void answersAsTheInstanceThatKnows(String path) throws Exception {
        // When
        HttpResponse<String> passedOn = askingOther.get(path);
        // Then
        HttpResponse<String> direct = askingOwner.get(path);
        assertThat(passedOn.statusCode()).isEqualTo(200);
        assertThat(passedOn.headers().firstValue("content-type")).contains("application/json");
        assertThat(passedOn.body()).isEqualTo(direct.body());
    }

    @Test
    void passesTheHoursOn() throws Exception {
        // When
        var _ = askingOther.get("/v1/health/history?hours=3");
        // Then
        assertThat(ownersBoard.historySince()).isEqualTo(FakeBoard.NOW.minusSeconds(3 * 3_600));
    }

    @Test
    void refusesBadHoursItself() throws Exception {
        // Given
        owner.close();
        // When, Then
        assertThat(askingOther.get("/v1/health/history?hours=99").statusCode()).isEqualTo(400);
    }

    @Test
    void saysThatTheInstanceThatKnowsIsAway() throws Exception {
        // Given
        int port = owner.port();
        owner.close();
        // When, Then
        assertNotNow(askingOther.get("/v1/health"), "the instance at http://127.0.0.1:" + port);
        assertNotNow(askingOther.get("/v1/health/history"), "can't be reached");
        assertThat(askingOther.get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotWaitForAnInstanceThatDoesNotAnswer() throws Exception {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            othersBoard.setElsewhere(uri(silent.getLocalPort()));
            // When, Then
            assertNotNow(askingOther.get("/v1/health"), "can't be reached");
        }
    }

    /** While the work is shared out anew, each may take the other for the one who knows. */
    @Test
    void passesAQuestionOnOnlyOnce() throws Exception {
        // Given
        ownersBoard.setElsewhere(uri(other.port()));
        // When
        HttpResponse<String> answer = askingOther.get("/v1/health");
        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("the work is being shared out anew");
        assertNotNow(askingOther.get("/v1/health", PASSED_ON, "1"), "the work is being shared out anew");
    }

    @Test
    void answersAPassedOnQuestionItself() throws IOException, InterruptedException {
        assertThat(askingOwner.get("/v1/health", PASSED_ON, "1").statusCode()).isEqualTo(200);
    }
}
