package io.tieline.mutants;

import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wall clock goes wrong for the product and for Kafka: whoever asks for it, directly or by a reference to such a
 * method, asks {@link SkewedClock} instead. What measures time spent ({@code nanoTime}) stays right.
 */
record Skew(String name) implements Change {
    private static final Pattern FORM = Pattern.compile("skew=([+-])(\\d{1,6})s");
    private static final ClassDesc CLOCK = ClassDesc.of("io.tieline.mutants.SkewedClock");

    /** What is asked, and which method of the skewed clock, of the same type, answers. */
    private static final Map<String, String> ANSWERS = Map.of(
            "java/time/Instant.now()Ljava/time/Instant;", "instant",
            "java/lang/System.currentTimeMillis()J", "currentTimeMillis",
            "java/time/InstantSource.system()Ljava/time/InstantSource;", "source",
            "java/time/Clock.systemUTC()Ljava/time/Clock;", "systemUTC",
            "java/time/Clock.systemDefaultZone()Ljava/time/Clock;", "systemDefaultZone",
            "java/time/Clock.system(Ljava/time/ZoneId;)Ljava/time/Clock;", "system");

    /**
     * Reads {@code skew=+60s}.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not of the form skew=+60s");
        }
        long seconds = Long.parseLong(form.group(2));
        return Duration.ofSeconds(form.group(1).equals("-") ? -seconds : seconds);
    }

    @Override
    public boolean tellsWhere() {
        return false;
    }

    @Override
    public boolean concerns(String loaded) {
        return (loaded.startsWith("io/tieline/") || loaded.startsWith("org/apache/kafka/"))
                && !loaded.startsWith("io/tieline/mutants/");
    }

    @Override
    public byte[] apply(byte[] bytes, Classes classes) {
        ClassModel model = classes.format().parse(bytes);
        if (model.methods().stream().noneMatch(Skew::asks)) {
            return bytes;
        }
        return classes.format()
                .transformClass(model, ClassTransform.transformingMethodBodies(Skew::asks, Skew::rewrite));
    }

    private static boolean asks(MethodModel method) {
        return method.code().map(CodeModel::elementStream).stream()
                .flatMap(each -> each)
                .anyMatch(Skew::asks);
    }

    private static boolean asks(CodeElement element) {
        return switch (element) {
            case InvokeInstruction call -> ANSWERS.containsKey(key(call));
            case InvokeDynamicInstruction call -> call.bootstrapArgs().stream().anyMatch(Skew::asks);
            default -> false;
        };
    }

    private static boolean asks(ConstantDesc argument) {
        return argument instanceof DirectMethodHandleDesc handle && ANSWERS.containsKey(key(handle));
    }

    private static String key(InvokeInstruction call) {
        return call.owner().asInternalName() + "." + call.name().stringValue()
                + call.type().stringValue();
    }

    private static String key(DirectMethodHandleDesc handle) {
        String owner = handle.owner().descriptorString();
        return owner.substring(1, owner.length() - 1) + "." + handle.methodName() + handle.lookupDescriptor();
    }

    private static void rewrite(CodeBuilder builder, CodeElement element) {
        switch (element) {
            case InvokeInstruction call
            when ANSWERS.containsKey(key(call)) ->
                builder.invokestatic(CLOCK, ANSWERS.get(key(call)), call.typeSymbol());
            case InvokeDynamicInstruction call
            when asks(call) ->
                builder.invokedynamic(DynamicCallSiteDesc.of(
                                call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol())
                        .withArgs(call.bootstrapArgs().stream()
                                .map(Skew::answering)
                                .toArray(ConstantDesc[]::new)));
            default -> builder.with(element);
        }
    }

    private static ConstantDesc answering(ConstantDesc argument) {
        return argument instanceof DirectMethodHandleDesc handle && asks(handle)
                ? MethodHandleDesc.ofMethod(
                        DirectMethodHandleDesc.Kind.STATIC, CLOCK, ANSWERS.get(key(handle)), handle.invocationType())
                : argument;
    }
}
