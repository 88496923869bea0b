package io.tieline.testing.checker;

/** What is promised. The names are those of the project's tables. */
public enum Invariant {
    I1("nothing acknowledged is lost"),
    I2("one reply for each request"),
    I3("no reply without a request"),
    I4("a reply matches tenant and request"),
    I5("no more calls than allowed"),
    I6("no more cost than bearable"),
    I7("an end before the deadline"),
    I8("no call where it is known to be down"),
    I9("one probe at a time"),
    I10("nobody waits for another tenant"),
    I11("no offset passes an open request"),
    I12("no payload outside of payloads"),
    G5("no call outside of the jurisdictions");

    private final String words;

    Invariant(String words) {
        this.words = words;
    }

    /** The promise in a few words. */
    public String words() {
        return words;
    }
}
