package io.tieline.mutants;

import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Changes one instruction of one method. There must be exactly one method of that name and type, and in it exactly one
 * such instruction.
 *
 * @param className with slashes
 * @param type of the method
 * @param what describes the instruction
 * @param edit writes something in the place of the instruction
 */
record OnePlace(
        String name,
        String className,
        String method,
        MethodTypeDesc type,
        String what,
        Predicate<CodeElement> target,
        BiConsumer<CodeBuilder, CodeElement> edit)
        implements Change {
    @Override
    public boolean concerns(String loaded) {
        return loaded.equals(className);
    }

    @Override
    public byte[] apply(byte[] bytes, Classes classes) throws TargetMissingException {
        ClassModel model = classes.format().parse(bytes);
        List<MethodModel> methods =
                model.methods().stream().filter(this::isMeant).toList();
        require(methods.size() == 1, "has " + methods.size() + " methods " + method + type.displayDescriptor());
        CodeModel code = methods.getFirst().code().orElse(null);
        if (code == null) {
            throw new TargetMissingException(className + "#" + method + " has no code");
        }
        long found = code.elementStream().filter(target).count();
        require(found == 1, "#" + method + " has " + found + " times " + what);
        return classes.format()
                .transformClass(model, ClassTransform.transformingMethodBodies(this::isMeant, (builder, element) -> {
                    if (target.test(element)) {
                        edit.accept(builder, element);
                    } else {
                        builder.with(element);
                    }
                }));
    }

    private boolean isMeant(MethodModel candidate) {
        return candidate.methodName().equalsString(method)
                && candidate.methodTypeSymbol().equals(type);
    }

    private void require(boolean truth, String otherwise) throws TargetMissingException {
        if (!truth) {
            throw new TargetMissingException(className + " " + otherwise + "; expected is 1");
        }
    }
}
