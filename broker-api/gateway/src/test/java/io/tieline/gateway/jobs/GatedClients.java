package io.tieline.gateway.jobs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;

/** Clients whose expander stands still before one of the calls to its producer, with everything sent until then. */
final class GatedClients extends JobClients {
    private final String gatedCall;
    private final int gatedTime;
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Makes them.
     *
     * @param gatedCall name of the method
     * @param gatedTime which of the calls to it, from 1
     */
    GatedClients(JobScene scene, String gatedCall, int gatedTime) {
        super(scene.connection());
        this.gatedCall = gatedCall;
        this.gatedTime = gatedTime;
    }

    boolean isReached() {
        return reached.getCount() == 0;
    }

    /** Whether the call was made after the gate had been opened. */
    boolean isOver() {
        return ended.getCount() == 0;
    }

    void open() {
        gate.countDown();
    }

    @Override
    @SuppressWarnings("unchecked")
    Producer<String, byte[]> expanding(int partition) {
        Producer<String, byte[]> real = super.expanding(partition);
        return (Producer<String, byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, arguments) -> {
                    boolean gated = method.getName().equals(gatedCall) && calls.incrementAndGet() == gatedTime;
                    if (gated) {
                        real.flush();
                        reached.countDown();
                        awaitOpen();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    } finally {
                        if (gated) {
                            ended.countDown();
                        }
                    }
                });
    }

    /** A thread that hangs doesn't notice that it is asked to stop. */
    private void awaitOpen() {
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                // It hangs on.
            }
        }
    }
}
