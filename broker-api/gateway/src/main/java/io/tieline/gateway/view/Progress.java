package io.tieline.gateway.view;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;

/** How far each partition has been read, and who waits for that. Thread-safe. */
final class Progress {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    void reached(Map<TopicPartition, Long> newPositions) {
        lock.lock();
        try {
            positions.putAll(newPositions);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all ends were reached before the time, in nanoseconds, was over. */
    boolean await(Map<TopicPartition, Long> ends, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (!isReached(ends)) {
                long left = end - System.nanoTime();
                if (left <= 0 || (!moved.await(left, TimeUnit.NANOSECONDS) && !isReached(ends))) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
}
