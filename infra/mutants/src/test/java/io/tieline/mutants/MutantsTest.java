package io.tieline.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.schemas.ErrorCode;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutantsTest {
    private static final String SETTLE = "io.tieline.dispatcher.settle";
    private static final String WINDOW = "io.tieline.dispatcher.window";

    static Stream<String> mutants() {
        return Mutants.all().keySet().stream().sorted();
    }

    private static OnePlace mutant(String name) {
        return (OnePlace) Objects.requireNonNull(Mutants.all().get(name));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldChangeExactlyOneMethodOfTheProduct(String name) throws TargetMissingException {
        // Given the class as it is
        OnePlace mutant = mutant(name);
        byte[] bytes = ChangedLoader.bytesOf(mutant.className());
        Classes classes = new Classes(getClass().getClassLoader());

        // When it is changed
        byte[] changed = mutant.apply(bytes, classes);

        // Then one method differs, and the class can be verified
        Map<String, List<String>> before = methods(bytes);
        Map<String, List<String>> after = methods(changed);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(before.keySet().stream().filter(method -> !Objects.equals(before.get(method), after.get(method))))
                .singleElement()
                .asString()
                .startsWith(mutant.method() + "(");
        assertThat(classes.format().verify(changed)).isEmpty();
    }

    private static Map<String, List<String>> methods(byte[] bytes) {
        Map<String, List<String>> methods = new TreeMap<>();
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            List<String> instructions = new ArrayList<>();
            method.code().ifPresent(code -> code.forEach(element -> add(element, instructions)));
            methods.put(method.methodName() + method.methodTypeSymbol().displayDescriptor(), instructions);
        }
        return methods;
    }

    private static void add(CodeElement element, List<String> instructions) {
        if (element instanceof Instruction instruction) {
            instructions.add(instruction.opcode().name());
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void shouldRefuseAClassThatIsOtherwise(String name) {
        // Given the class without the method that is meant, and with a method of another content
        OnePlace mutant = mutant(name);
        ClassFile format = ClassFile.of();
        var model = format.parse(ChangedLoader.bytesOf(mutant.className()));
        byte[] without = format.transformClass(
                model,
                ClassTransform.dropping(element -> element instanceof MethodModel method
                        && method.methodName().equalsString(mutant.method())));
        OnePlace other = new OnePlace(
                name, mutant.className(), mutant.method(), mutant.type(), "nothing", _ -> false, mutant.edit());
        OnePlace many = new OnePlace(
                name, mutant.className(), mutant.method(), mutant.type(), "anything", _ -> true, mutant.edit());
        Classes classes = new Classes(getClass().getClassLoader());

        // When they are to be changed, then that is told
        assertThatThrownBy(() -> mutant.apply(without, classes))
                .isInstanceOf(TargetMissingException.class)
                .hasMessageContaining(mutant.className());
        assertThatThrownBy(() -> other.apply(ChangedLoader.bytesOf(mutant.className()), classes))
                .isInstanceOf(TargetMissingException.class);
        assertThatThrownBy(() -> many.apply(ChangedLoader.bytesOf(mutant.className()), classes))
                .isInstanceOf(TargetMissingException.class);
    }

    @Test
    void shouldCommitOffsetsInATransactionOfTheirOwn() throws ReflectiveOperationException {
        assertThat(settle("commit-before-reply", false))
                .containsExactly(
                        "initTransactions",
                        "beginTransaction",
                        "sendOffsetsToTransaction",
                        "commitTransaction",
                        "beginTransaction",
                        "flush",
                        "commitTransaction");
    }

    @Test
    void shouldGoOnWithoutOffsetsThatAreRefused() throws ReflectiveOperationException {
        assertThat(settle("ignore-fencing", true))
                .containsExactly(
                        "initTransactions",
                        "beginTransaction",
                        "sendOffsetsToTransaction",
                        "abortTransaction",
                        "beginTransaction",
                        "flush",
                        "commitTransaction");
    }

    /** What a transaction asks of its producer, which may refuse the offsets. */
    private static List<String> settle(String name, boolean refuses) throws ReflectiveOperationException {
        List<String> asked = new ArrayList<>();
        Object producer = Proxy.newProxyInstance(
                MutantsTest.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, _) -> {
                    asked.add(method.getName());
                    if (refuses && method.getName().equals("sendOffsetsToTransaction")) {
                        throw new CommitFailedException("it is somebody else's");
                    }
                    return null;
                });
        Class<?> type = new ChangedLoader(SETTLE, mutant(name)).loadClass(SETTLE + ".Transactions");
        Object transactions = type.getConstructor(Supplier.class).newInstance((Supplier<Object>) () -> producer);
        Method run = type.getDeclaredMethod("run", List.class, Map.class, ConsumerGroupMetadata.class);
        run.setAccessible(true);
        run.invoke(transactions, List.of(), Map.of(), null);
        return asked;
    }

    @Test
    void shouldForgetWhatIsFinishedAboveTheCommittedOffset() throws ReflectiveOperationException {
        assertThat(arrivalAfterRestart(mutant("drop-offset-map"))).isEqualTo("RUN");
        assertThat(arrivalAfterRestart(mutant("commit-before-reply"))).isEqualTo("FINISHED_BEFORE");
    }

    private static String arrivalAfterRestart(Change change) throws ReflectiveOperationException {
        ClassLoader loader = new ChangedLoader(WINDOW, change);
        Class<?> window = loader.loadClass(WINDOW + ".Window");
        Class<?> position = loader.loadClass(WINDOW + ".Position");
        Constructor<?> begin = window.getConstructor(position);
        Method arrive = window.getMethod("arrive", long.class);
        Object before = begin.newInstance(
                position.getConstructor(long.class, String.class).newInstance(0, ""));
        arrive.invoke(before, 0L);
        arrive.invoke(before, 1L);
        window.getMethod("finish", long.class).invoke(before, 1L);
        Object after = begin.newInstance(window.getMethod("position").invoke(before));
        arrive.invoke(after, 0L);
        return arrive.invoke(after, 1L).toString();
    }

    @Test
    void shouldTakeARateLimitForIllHealthAndNothingElse() throws ReflectiveOperationException {
        Class<?> code = new ChangedLoader("io.tieline.schemas", mutant("rate-limit-is-ill-health"))
                .loadClass("io.tieline.schemas.ErrorCode");
        for (Object each : code.getEnumConstants()) {
            ErrorCode same = ErrorCode.valueOf(((Enum<?>) each).name());
            assertThat(code.getMethod("isIllHealth").invoke(each))
                    .as(same.wire())
                    .isEqualTo(same.isIllHealth() || same == ErrorCode.PROVIDER_RATE_LIMITED_BURST);
        }
    }
}
