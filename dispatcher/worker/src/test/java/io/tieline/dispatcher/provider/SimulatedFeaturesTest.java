package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Endpoint;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.sim.ProviderSim;
import io.tieline.sim.SimConfig;
import io.tieline.sim.wire.Fields;
import io.tieline.sim.wire.SimEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Features from the request to the answer, over HTTP, against servers that refuse what the real ones refuse. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedFeaturesTest {
    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
    private static final String WEATHER = """
            {"type":"object","properties":{"town":{"type":"string"}},"required":["town"]}""";

    /** Servers that take each other's requests for wrong. */
    enum Server {
        OPENAI(WireFormat.OPENAI_CHAT, Fields.OPENAI),
        MISTRAL(WireFormat.OPENAI_CHAT, Fields.MISTRAL),
        ANTHROPIC(WireFormat.ANTHROPIC_MESSAGES, Fields.OPENAI),
        GEMINI(WireFormat.GEMINI_GENERATE, Fields.OPENAI);

        private final WireFormat format;
        private final Fields fields;

        Server(WireFormat format, Fields fields) {
            this.format = format;
            this.fields = fields;
        }

        private String provider() {
            return name().toLowerCase(Locale.ROOT);
        }

        SimEndpoint simulated() {
            var dialect = io.tieline.sim.wire.WireFormat.valueOf(format.name());
            return SimEndpoint.of(provider() + "/m", dialect, "m")
                    .withLatency(Duration.ZERO, 0)
                    .withCachedShare(0.5)
                    .withFields(fields);
        }

        Endpoint endpoint() {
            return Samples.endpoint(
                    format, provider(), "m", sim.baseUrl(provider() + "/m").toString());
        }
    }

    @SuppressWarnings("NullAway.Init")
    private static ProviderSim sim;

    @SuppressWarnings("NullAway.Init")
    private static ProviderCaller caller;

    @BeforeAll
    static void start() {
        sim = ProviderSim.start(SimConfig.of(
                List.of(Server.values()).stream().map(Server::simulated).toArray(SimEndpoint[]::new)));
        List<Endpoint> endpoints =
                List.of(Server.values()).stream().map(Server::endpoint).toList();
        caller = new HttpProviderCaller(
                HttpCallerConfig.defaults(), endpoints, _ -> Samples.SECRET, InstantSource.system());
    }

    @AfterAll
    static void stop() {
        caller.close();
        sim.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAskForAToolAndReadItsResult(Server server) throws Exception {
        // Given
        List<Tool> tools = List.of(new Tool("weather", "Weather of a town.", WEATHER), new Tool("time", null, "{}"));
        Message question = Messages.text(Role.USER, "Is it warm in Bern? call:weather call:time");

        // When
        CallResult.Answer asked =
                answer(server, Samples.request().setMessages(List.of(question)).setTools(tools));

        // Then
        assertThat(asked.finishReason()).isEqualTo("tool_calls");
        assertThat(asked.toolCalls()).extracting(ToolCall::getName).containsExactly("weather", "time");
        assertThat(asked.toolCalls()).extracting(ToolCall::getId).doesNotHaveDuplicates();
        assertThat(Json.tree(asked.toolCalls().getFirst().getArguments()).has("town"))
                .isTrue();

        // When
        List<ToolCall> calls = asked.toolCalls();
        List<Message> conversation = List.of(
                question,
                new Message(Role.ASSISTANT, asked.text(), null, calls, null),
                new Message(
                        Role.TOOL,
                        "Twenty degrees of warmth.",
                        null,
                        null,
                        calls.get(0).getId()),
                new Message(Role.TOOL, "{\"hour\":12}", null, null, calls.get(1).getId()));
        CallResult.Answer told =
                answer(server, Samples.request().setMessages(conversation).setTools(tools));

        // Then
        assertThat(told.text()).contains("Twenty degrees");
        assertThat(told.usage().getCachedInputTokens()).isPositive();
        assertThat(told.usage().getCachedInputTokens())
                .isLessThanOrEqualTo(told.usage().getInputTokens());
    }

    /** Jobs move between providers in the middle of a conversation. */
    @ParameterizedTest
    @EnumSource
    void shouldTakeAConversationThatBeganElsewhere(Server server) throws Exception {
        // Given
        List<Message> conversation = List.of(
                Messages.text(Role.SYSTEM, "Be brief."),
                Messages.text(Role.USER, "Is it warm?"),
                new Message(
                        Role.ASSISTANT,
                        "",
                        null,
                        List.of(new ToolCall("functions.weather:0/über", "weather", "{\"town\":\"Bern\"}")),
                        null),
                new Message(Role.TOOL, "Twenty degrees.", null, null, "functions.weather:0/über"),
                Messages.text(Role.USER, "And tomorrow?"));

        // When
        CallResult.Answer answer = answer(
                server,
                Samples.request().setMessages(conversation).setTools(List.of(new Tool("weather", null, WEATHER))));

        // Then
        assertThat(answer.text()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void shouldChooseATool(Server server) throws Exception {
        for (String choice : List.of("required", "time", "none", "auto")) {
            // When
            CallResult.Answer answer = answer(
                    server,
                    Samples.request()
                            .setTools(List.of(new Tool("weather", null, WEATHER), new Tool("time", null, "{}")))
                            .setToolChoice(choice));

            // Then
            assertThat(answer.toolCalls())
                    .extracting(ToolCall::getName)
                    .as(choice)
                    .isEqualTo(
                            switch (choice) {
                                case "required" -> List.of("weather");
                                case "time" -> List.of("time");
                                default -> List.of();
                            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerBySchema(Server server) throws Exception {
        // When
        CallResult.Answer answer = answer(server, Samples.request().setJsonSchema(WEATHER));

        // Then
        assertThat(Json.tree(answer.text()).has("town")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowPictures(Server server) throws Exception {
        // Given
        Message message = new Message(
                Role.USER,
                "",
                List.of(
                        new ContentPart("What is this?", null),
                        new ContentPart(null, new Image(null, ByteBuffer.wrap(PNG), "image/png")),
                        new ContentPart(null, new Image("https://example.com/a.png", null, null))),
                null,
                null);

        // When
        CallResult.Answer answer = answer(server, Samples.request().setMessages(List.of(message)));

        // Then
        assertThat(answer.text()).isNotBlank();
        assertThat(answer.usage().getInputTokens()).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
    void shouldMakeVectors(Server server) throws Exception {
        // When
        CallResult.Answer answer = answer(server, embeddings("one text", "another", "one text"));

        // Then
        assertThat(answer.embeddings()).hasSize(3);
        assertThat(answer.embeddings().get(0)).isEqualTo(answer.embeddings().get(2));
        assertThat(answer.embeddings().get(0)).isNotEqualTo(answer.embeddings().get(1));
        assertThat(answer.usage().getOutputTokens()).isZero();
        assertThat(answer.usage().getInputTokens()).isPositive();
        assertThat(answer.usage().getEstimated()).isEqualTo(server == Server.GEMINI);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "GEMINI"})
    void shouldMakeVectorsOfALength(Server server) throws Exception {
        // When
        CallResult.Answer answer = answer(server, embeddings("one", "two").setDimensions(8));

        // Then
        assertThat(answer.embeddings())
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector).hasSize(8));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellWhoseLimitCutTheAnswerOff(Server server) throws Exception {
        // Given
        InferenceRequest.Builder request =
                Samples.request().setMaxOutputTokens(2).setTruncationAllowed(false);

        // When
        CallResult refused = call(server, request.build());
        CallResult.Answer allowed = answer(server, request.setTruncationAllowed(true));

        // Then
        assertThat(refused).isInstanceOfSatisfying(CallResult.Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_OUTPUT_LIMIT);
            assertThat(failure.partialText()).isEqualTo(allowed.text());
            assertThat(failure.usage()).isNotNull();
        });
        assertThat(allowed.finishReason()).isEqualTo("length");
    }

    @ParameterizedTest
    @EnumSource
    void shouldAddTheFieldsOfItsOwnFormatAlone(Server server) throws Exception {
        // When
        CallResult.Answer answer = answer(
                server,
                Samples.request()
                        .setJsonSchema(WEATHER)
                        .setVendorFields(Map.of(
                                "openai_chat", "{\"frequency_penalty\":0.5}",
                                "anthropic_messages", "{\"top_k\":5,\"output_config\":{\"effort\":\"low\"}}",
                                "gemini_generate", "{\"labels\":{},\"generationConfig\":{\"topK\":5}}")));

        // Then
        assertThat(answer.text()).isNotBlank();
    }

    private static InferenceRequest.Builder embeddings(String... inputs) {
        return Samples.request()
                .setMessages(List.of())
                .setOperation(Operation.EMBEDDINGS)
                .setInputs(List.of(inputs));
    }

    private static CallResult.Answer answer(Server server, InferenceRequest.Builder request) throws Exception {
        CallResult result = call(server, request.build());
        assertThat(result).isInstanceOf(CallResult.Answer.class);
        return (CallResult.Answer) result;
    }

    private static CallResult call(Server server, InferenceRequest request) throws Exception {
        return caller.call(server.endpoint(), request, Duration.ofSeconds(20), new CutOff());
    }
}
