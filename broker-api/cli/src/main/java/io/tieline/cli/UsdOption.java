package io.tieline.cli;

import java.math.BigDecimal;
import picocli.CommandLine.TypeConversionException;

/** Reads amounts of US dollars such as {@code 0.02}. */
final class UsdOption {
    private UsdOption() {}

    static BigDecimal parse(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no amount: write US dollars such as 0.02");
        }
    }
}
