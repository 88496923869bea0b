package io.tieline.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValidationTest {
    private static Validation.Found validate(String input, JobApi api) throws IOException {
        Job job = Job.newBuilder(Samples.job("batch_1")).setApi(api).build();
        try (InputLines lines =
                new InputLines(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), 0, 0)) {
            return Validation.of(lines, job, new PlainFormat(), model -> !model.equals("other"));
        }
    }

    private static List<String> problems(String input, JobApi api) throws IOException {
        return validate(input, api).problems().stream()
                .map(problem -> problem.getCode() + " " + problem.getLine())
                .toList();
    }

    @Test
    void countsTheLines() throws IOException {
        assertThat(validate("a one\nb two\r\nc refuse", JobApi.OPENAI)).isEqualTo(new Validation.Found(3, List.of()));
    }

    @Test
    void tellsEveryProblemWithItsLine() throws IOException {
        assertThat(problems("a one\nwrong\na two\nb other-model\n\nb refuse\n", JobApi.OPENAI))
                .containsExactly(
                        "invalid_json_line 2",
                        "duplicate_custom_id 3",
                        "model_mismatch 4",
                        "invalid_json_line 5",
                        "duplicate_custom_id 6");
    }

    @Test
    void letsModelsMixWhereTheApiDoes() throws IOException {
        assertThat(problems("a one\nb other-model\n", JobApi.ANTHROPIC)).isEmpty();
    }

    @Test
    void looksForTheModelWhereThereIsOne() throws IOException {
        assertThat(problems("a other-model\nb other-model\n", JobApi.OPENAI)).containsExactly("model_not_found 1");
        assertThat(problems("a other-model\n", JobApi.ANTHROPIC)).isEmpty();
        assertThat(problems("a other-model\n", JobApi.NATIVE)).isEmpty();
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        assertThat(problems("", JobApi.OPENAI)).containsExactly("empty_file null");
    }

    @ParameterizedTest
    @EnumSource(JobApi.class)
    void takesAsManyRequestsAsTheApi(JobApi api) throws IOException {
        // Given
        int most = api == JobApi.OPENAI ? 50_000 : 100_000;
        String lines =
                IntStream.range(0, most).mapToObj(each -> each + " one\n").collect(Collectors.joining());
        // When, Then
        assertThat(validate(lines, api)).isEqualTo(new Validation.Found(most, List.of()));
        assertThat(problems(lines + "last one", api)).containsExactly("too_many_tasks null");
    }

    @Test
    void countsTheTextsOfRequestsForVectors() throws IOException {
        // Given
        String lines =
                IntStream.range(0, 50).mapToObj(each -> each + " vectors\n").collect(Collectors.joining());
        // When, Then
        assertThat(problems(lines, JobApi.OPENAI)).isEmpty();
        assertThat(problems(lines + "last one", JobApi.OPENAI)).containsExactly("too_many_tasks null");
        assertThat(problems(lines + "last one", JobApi.NATIVE)).isEmpty();
    }

    @Test
    void quotesNoMoreOfALineThanFitsIntoARecord() throws IOException {
        // When
        Validation.Found found = validate(("x".repeat(100_000) + " one\n").repeat(3), JobApi.OPENAI);
        // Then
        assertThat(found.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.getMessage()).hasSizeLessThan(1_100));
    }

    @Test
    void tellsNoMoreProblemsThanFitIntoARecord() throws IOException {
        assertThat(problems("wrong\n".repeat(50_000), JobApi.OPENAI)).hasSize(Validation.MOST_PROBLEMS);
    }

    @Test
    void readsNoLineWithoutEnd() throws IOException {
        // When
        Validation.Found found = validate("a one\nb " + "x".repeat(InputLines.MOST_BYTES + 1), JobApi.OPENAI);
        // Then
        assertThat(found.problems()).extracting(JobProblem::getLine).containsExactly(2L);
    }
}
