package io.tieline.mutants;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The product's known weaknesses, had it any. Each breaks one promise; the README says which. */
final class Mutants {
    private static final String DISPATCHER = "io/tieline/dispatcher/";
    private static final String TRANSACTIONS = DISPATCHER + "settle/Transactions";
    private static final String WINDOW = DISPATCHER + "window/Window";
    private static final String POSITION = DISPATCHER + "window/Position";
    private static final String OUTCOMES = DISPATCHER + "dispatch/Outcomes";
    private static final String ELIGIBILITY = "io/tieline/routing/Eligibility";
    private static final String ENDPOINT = "io/tieline/routing/Endpoint";
    private static final String ERROR_CODE = "io/tieline/schemas/ErrorCode";
    private static final String PRODUCER = "org/apache/kafka/clients/producer/Producer";
    private static final ClassDesc GROUP = desc("org/apache/kafka/clients/consumer/ConsumerGroupMetadata");
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc OFFSETS = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Map, GROUP);
    private static final MethodTypeDesc LIST_OF = MethodTypeDesc.of(ConstantDescs.CD_List, ConstantDescs.CD_Object);

    private static final Map<String, Change> ALL = List.of(
                    commitBeforeReply(),
                    ignoreFencing(),
                    dropOffsetMap(),
                    rateLimitIsIllHealth(),
                    relaxResidency(),
                    settleWithoutParked())
            .stream()
            .collect(Collectors.toUnmodifiableMap(Change::name, each -> each));

    private Mutants() {}

    /** By their names. */
    static Map<String, Change> all() {
        return ALL;
    }

    /** Offsets are committed in a transaction of their own before the replies are written: a kill in between loses them. */
    private static Change commitBeforeReply() {
        return inRun(
                "commit-before-reply",
                (builder, element) -> builder.with(element)
                        .aload(0)
                        .getfield(desc(TRANSACTIONS), "producer", desc(PRODUCER))
                        .dup()
                        .invokeinterface(desc(PRODUCER), "commitTransaction", NOTHING)
                        .invokeinterface(desc(PRODUCER), "beginTransaction", NOTHING));
    }

    /** Who is refused the offsets, for it has lost its partitions, writes its replies all the same. */
    private static Change ignoreFencing() {
        return inRun(
                "ignore-fencing",
                (builder, _) -> builder.invokestatic(
                        ClassDesc.of(Hooks.class.getName()),
                        "sendOffsetsOrNot",
                        MethodTypeDesc.of(
                                ConstantDescs.CD_void,
                                ConstantDescs.CD_Object,
                                ConstantDescs.CD_Object,
                                ConstantDescs.CD_Object)));
    }

    private static Change inRun(String name, BiConsumer<CodeBuilder, CodeElement> edit) {
        return new OnePlace(
                name,
                TRANSACTIONS,
                "run",
                MethodTypeDesc.of(desc("java/util/Optional"), ConstantDescs.CD_List, ConstantDescs.CD_Map, GROUP),
                "Producer.sendOffsetsToTransaction",
                call(PRODUCER, "sendOffsetsToTransaction", OFFSETS),
                edit);
    }

    /** Who starts again forgets what is finished above the committed offset. */
    private static Change dropOffsetMap() {
        return new OnePlace(
                "drop-offset-map",
                WINDOW,
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void, desc(POSITION)),
                "Position.metadata",
                call(POSITION, "metadata", MethodTypeDesc.of(ConstantDescs.CD_String)),
                (builder, element) -> builder.with(element).pop().loadConstant(""));
    }

    /** A provider that asks to slow down is taken for ill. */
    private static Change rateLimitIsIllHealth() {
        return new OnePlace(
                "rate-limit-is-ill-health",
                ERROR_CODE,
                "isIllHealth",
                MethodTypeDesc.of(ConstantDescs.CD_boolean),
                "a switch over the code",
                TableSwitchInstruction.class::isInstance,
                // The number of the code is on the stack: what holds for an overloaded provider holds for this, too.
                (builder, element) -> builder.aload(0)
                        .getstatic(desc(ERROR_CODE), "PROVIDER_RATE_LIMITED_BURST", desc(ERROR_CODE))
                        .ifThen(Opcode.IF_ACMPEQ, then -> then.pop().iconst_1().ireturn())
                        .with(element));
    }

    /** Where the allowed endpoints don't do, others serve the request, wherever they are. */
    private static Change relaxResidency() {
        return new OnePlace(
                "relax-residency-on-fallback",
                ELIGIBILITY,
                "whyNot",
                MethodTypeDesc.of(desc("io/tieline/routing/Why"), desc(ENDPOINT)),
                "Eligibility.maySee",
                call(ELIGIBILITY, "maySee", MethodTypeDesc.of(ConstantDescs.CD_boolean, desc(ENDPOINT))),
                (builder, element) -> builder.with(element).pop().iconst_1());
    }

    /** A request that is to be parked is finished without the record that would bring it back. */
    private static Change settleWithoutParked() {
        return new OnePlace(
                "settle-without-parked",
                OUTCOMES,
                "parked",
                MethodTypeDesc.of(
                        desc(DISPATCHER + "settle/Settlement"),
                        desc(DISPATCHER + "dispatch/Taken"),
                        desc(DISPATCHER + "dispatch/Progress"),
                        desc("java/time/Instant"),
                        ConstantDescs.CD_String),
                "List.of",
                call("java/util/List", "of", LIST_OF),
                (builder, _) -> builder.pop()
                        .invokestatic(ConstantDescs.CD_List, "of", MethodTypeDesc.of(ConstantDescs.CD_List), true));
    }

    private static Predicate<CodeElement> call(String owner, String method, MethodTypeDesc type) {
        return element -> element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner)
                && call.name().equalsString(method)
                && call.typeSymbol().equals(type);
    }

    private static ClassDesc desc(String internalName) {
        return ClassDesc.ofInternalName(internalName);
    }
}
