package io.tieline.dispatcher.catalogue;

import io.tieline.routing.Catalogue;
import java.util.List;

/** What became of reading a catalogue. Each message is one line, with file, line, path and value. */
public sealed interface CatalogueReading {
    /** What is odd, but can be used. */
    List<String> warnings();

    /** It can be used. */
    record Good(Catalogue catalogue, List<String> warnings) implements CatalogueReading {
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It can't be used.
     *
     * @param problems all of them; never empty
     */
    record Bad(List<String> problems, List<String> warnings) implements CatalogueReading {
        public Bad {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }
}
