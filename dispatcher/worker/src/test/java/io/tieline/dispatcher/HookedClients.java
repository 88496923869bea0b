package io.tieline.dispatcher;

import io.tieline.platform.KafkaConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Kafka clients with somebody in between who may delay, change or refuse every call. */
class HookedClients extends KafkaClients {
    HookedClients(KafkaConnection connection) {
        super(connection);
    }

    /** A call to a client that is about to be made. */
    static final class Invocation<C> {
        private final C client;
        private final Method method;
        private final @Nullable Object[] arguments;

        private Invocation(C client, Method method, @Nullable Object[] arguments) {
            this.client = client;
            this.method = method;
            this.arguments = arguments;
        }

        C client() {
            return client;
        }

        /** The arguments; they may be changed before the call is made. */
        @Nullable
        Object[] arguments() {
            return arguments;
        }

        String name() {
            return method.getName();
        }

        /** Makes it. */
        @Nullable
        Object proceed() throws Throwable {
            try {
                return method.invoke(client, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }

    /** Stands before the consumer of a lane. */
    @Nullable
    Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
        return call.proceed();
    }

    /** Stands before the producer that settles. */
    @Nullable
    Object onSettling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
        return call.proceed();
    }

    /** Stands before the producer of attempts. */
    @Nullable
    Object onAttempts(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
        return call.proceed();
    }

    /** Stands before the admin client. */
    @Nullable
    Object onAdmin(Invocation<Admin> call) throws Throwable {
        return call.proceed();
    }

    @Override
    Admin admin() {
        return hooked(Admin.class, super.admin(), this::onAdmin);
    }

    @Override
    Consumer<byte[], byte[]> intake(String group, int maxPollRecords) {
        return hooked(Consumer.class, super.intake(group, maxPollRecords), this::onIntake);
    }

    @Override
    Producer<byte[], byte[]> settling(String transactionalId) {
        return hooked(Producer.class, super.settling(transactionalId), this::onSettling);
    }

    @Override
    Producer<byte[], byte[]> attempts() {
        return hooked(Producer.class, super.attempts(), this::onAttempts);
    }

    @FunctionalInterface
    interface Hook<C> {
        @Nullable
        Object around(Invocation<C> call) throws Throwable;
    }

    // The proxy has the type of the client that it stands for.
    @SuppressWarnings("unchecked")
    static <C> C hooked(Class<? super C> type, C client, Hook<C> hook) {
        return (C) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> hook.around(new Invocation<>(client, method, arguments)));
    }
}
