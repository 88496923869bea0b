package io.tieline.dispatcher.window;

import java.util.BitSet;

/**
 * What a partition's commit says.
 *
 * @param offset the lowest offset that is not finished
 * @param metadata which offsets above it are finished all the same; see {@link OffsetMap}
 */
public record Position(long offset, String metadata) {
    /** Whether whatever an earlier position tells finished is finished here too. */
    public boolean reaches(Position earlier) {
        if (offset < earlier.offset) {
            return false;
        }
        BitSet before = OffsetMap.decode(earlier.metadata);
        long ahead = offset - earlier.offset;
        if (ahead >= before.length()) {
            return true;
        }
        BitSet missing = before.get((int) ahead, before.length());
        missing.andNot(OffsetMap.decode(metadata));
        return missing.isEmpty();
    }

    /** Whether a restart from here would leave the record out. */
    public boolean tellsFinished(long recordOffset) {
        if (recordOffset < offset) {
            return true;
        }
        BitSet finished = OffsetMap.decode(metadata);
        return recordOffset - offset < finished.length() && finished.get((int) (recordOffset - offset));
    }
}
