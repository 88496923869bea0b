package io.tieline.mutants;

import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process is gone at the so many-th time that a method is entered, or left in good order. Overloads of the method
 * count together.
 */
record Halt(String name, String className, String method, boolean atEntry, int times) implements Change {
    private static final Pattern FORM = Pattern.compile("halt@([\\w.$]+)#([\\w$<>]+)@(entry|exit):([1-9]\\d{0,8})");
    private static final ClassDesc HOOKS = ClassDesc.of("io.tieline.mutants.Hooks");
    private static final MethodTypeDesc REACHED =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_int);

    /**
     * Reads {@code halt@CLASS#METHOD@entry|exit:N}.
     *
     * @throws IllegalArgumentException if it is of another form
     */
    static Halt parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not of the form halt@CLASS#METHOD@entry|exit:N");
        }
        return new Halt(
                text,
                form.group(1).replace('.', '/'),
                form.group(2),
                form.group(3).equals("entry"),
                Integer.parseInt(form.group(4)));
    }

    @Override
    public boolean concerns(String loaded) {
        return loaded.equals(className);
    }

    @Override
    public byte[] apply(byte[] bytes, Classes classes) throws TargetMissingException {
        ClassModel model = classes.format().parse(bytes);
        if (model.methods().stream().noneMatch(this::isMeant)) {
            throw new TargetMissingException(className + " has no method " + method + " with code");
        }
        return classes.format()
                .transformClass(
                        model, ClassTransform.transformingMethodBodies(this::isMeant, atEntry ? entry() : exit()));
    }

    private boolean isMeant(MethodModel candidate) {
        return candidate.methodName().equalsString(method) && candidate.code().isPresent();
    }

    private CodeTransform entry() {
        return CodeTransform.ofStateful(() -> new CodeTransform() {
            @Override
            public void atStart(CodeBuilder builder) {
                call(builder);
            }

            @Override
            public void accept(CodeBuilder builder, CodeElement element) {
                builder.with(element);
            }
        });
    }

    private CodeTransform exit() {
        return (builder, element) -> {
            if (element instanceof ReturnInstruction) {
                call(builder);
            }
            builder.with(element);
        };
    }

    private void call(CodeBuilder builder) {
        builder.loadConstant(name).loadConstant(times).invokestatic(HOOKS, "reached", REACHED);
    }
}
