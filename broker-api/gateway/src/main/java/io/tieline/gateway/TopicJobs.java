package io.tieline.gateway;

import io.tieline.gateway.jobs.JobView;
import io.tieline.gateway.view.NotCaughtUpException;
import io.tieline.gateway.view.View;
import io.tieline.schemas.avro.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** All jobs, as their topic tells of them. */
final class TopicJobs implements JobView {
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final View<Job> view;

    TopicJobs(View<Job> view) {
        this.view = view;
    }

    @Override
    public Optional<Job> get(String jobId) {
        return view.get(jobId);
    }

    @Override
    public Collection<Job> all() {
        return view.values();
    }

    @Override
    public void catchUp() {
        try {
            view.catchUp(CATCH_UP);
        } catch (NotCaughtUpException e) {
            throw new KafkaException(e.getMessage(), e);
        }
    }
}
