package io.tieline.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Loads the classes of a package by itself, changed where a change concerns them; all others as usual. */
final class ChangedLoader extends ClassLoader {
    private final String packageName;
    private final Change change;

    ChangedLoader(String packageName, Change change) {
        super(ChangedLoader.class.getClassLoader());
        this.packageName = packageName;
        this.change = change;
    }

    static byte[] bytesOf(String className) {
        try (InputStream in = Objects.requireNonNull(
                ChangedLoader.class.getClassLoader().getResourceAsStream(className.replace('.', '/') + ".class"),
                className)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(packageName + ".")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) {
        byte[] bytes = bytesOf(name);
        try {
            if (change.concerns(name.replace('.', '/'))) {
                bytes = change.apply(bytes, new Classes(getParent()));
            }
        } catch (TargetMissingException e) {
            throw new IllegalStateException(e);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
