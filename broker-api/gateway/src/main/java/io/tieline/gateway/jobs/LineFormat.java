package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;

/** How a job's input and output lines are written in the words of one API. Pure. */
public interface LineFormat {
    /** What a line of the input turned out to be. */
    sealed interface Line {
        /**
         * A request.
         *
         * @param customId the caller's own id of it
         * @param model the model or route that it names
         * @param request complete but for id, tenant, job, times and the place of the reply
         */
        record Asked(String customId, String model, InferenceRequest.Builder request) implements Line {}

        /**
         * A line of the right form that asks for something that can't be: the job goes on, and this line fails with an
         * answer of its own.
         *
         * @param errorBody what the API answers to such a request, JSON
         */
        record Refused(String customId, String model, int status, String errorBody) implements Line {}

        /** A line for which the whole job fails. */
        record Wrong(JobProblem problem) implements Line {}
    }

    /**
     * Reads a line.
     *
     * @param text the line, without its end
     * @param number from 1
     */
    Line read(String text, long number, Job job);

    /** Why a job fails whose input isn't there, or is another tenant's. */
    JobProblem noInput(Job job);

    /** Whether the outcome belongs to the file of answers; the rest goes to that of errors, where the API has one. */
    boolean isAnswer(InferenceReply reply);

    /**
     * Writes the line for a request's outcome.
     *
     * @param customId the caller's own id of it
     */
    String write(String customId, InferenceReply reply, Job job);

    /**
     * The caller's own id in a line that {@link #write} has made.
     *
     * @throws IllegalArgumentException if there is none in it
     */
    String customId(String written);
}
