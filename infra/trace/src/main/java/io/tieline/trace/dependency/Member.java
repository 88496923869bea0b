package io.tieline.trace.dependency;

/**
 * One provider, model, cloud or region, and what would be if it were gone.
 *
 * @param lost share of the requests that nobody else may answer at the asked quality, 0 to 1
 * @param traffic share of the calls that go there, 0 to 1
 * @param spend share of the money that goes there, 0 to 1; 0 where none is spent
 */
public record Member(String name, double lost, double traffic, double spend) {
    /** Share of the requests that would still be answered. */
    public double answered() {
        return 1 - lost;
    }
}
