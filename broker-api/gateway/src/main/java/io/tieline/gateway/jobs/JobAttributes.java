package io.tieline.gateway.jobs;

/** Labels of requests and replies that belong to a job's lines. */
public final class JobAttributes {
    /** The caller's own id of the line. */
    public static final String CUSTOM_ID = "tieline.custom-id";

    /** Status of the answer to a line that was refused before it became a request. */
    public static final String REFUSED_STATUS = "tieline.refused-status";

    /** Body of that answer, in the words of the job's API. */
    public static final String REFUSED_BODY = "tieline.refused-body";

    private JobAttributes() {}
}
