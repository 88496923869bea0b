package io.tieline.mutants;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.constant.ConstantDescs;
import org.jspecify.annotations.Nullable;

/** Reads and writes classes; their relatives are looked up as files, for loading them now would be too early. */
final class Classes {
    private final ClassFile format;

    Classes(@Nullable ClassLoader loader) {
        ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        // Optional libraries may be absent: what isn't found is taken for any object.
        ClassHierarchyResolver relatives = ClassHierarchyResolver.ofResourceParsing(from)
                .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getPlatformClassLoader()))
                .orElse(_ -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))
                .cached();
        format = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(relatives));
    }

    ClassFile format() {
        return format;
    }
}
