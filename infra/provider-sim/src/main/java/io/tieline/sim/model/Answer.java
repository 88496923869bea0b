package io.tieline.sim.model;

import io.tieline.sim.text.TokenCount;
import java.util.List;

/** What a model says. */
public sealed interface Answer {
    /** Tokens that are billed. */
    int tokens();

    /**
     * Text, or JSON as text.
     *
     * @param cut whether the limit of tokens ended it
     */
    record Text(String text, boolean cut) implements Answer {
        @Override
        public int tokens() {
            return TokenCount.of(text);
        }
    }

    /** Calls of tools, one or more. */
    record Calls(List<ToolCall> calls) implements Answer {
        public Calls {
            calls = List.copyOf(calls);
        }

        @Override
        public int tokens() {
            return calls.stream().mapToInt(ToolCall::tokens).sum();
        }
    }

    /** It won't. */
    record Refusal(String text) implements Answer {
        @Override
        public int tokens() {
            return TokenCount.of(text);
        }
    }

    /** What it said was taken away by a filter. */
    record Filtered() implements Answer {
        @Override
        public int tokens() {
            return 0;
        }
    }

    /** Nothing at all. */
    record Nothing() implements Answer {
        @Override
        public int tokens() {
            return 0;
        }
    }
}
