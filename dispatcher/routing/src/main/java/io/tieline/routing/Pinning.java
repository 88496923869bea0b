package io.tieline.routing;

/** How much the requests of a job keep to the family of models that the job began with. */
public enum Pinning {
    /** That family is asked first; where none of it can be called, others serve. */
    PREFER,
    /** Nobody else is asked: the job waits. */
    STRICT,
    /** Each request goes by the route alone. */
    NONE
}
