package io.tieline.dispatcher.limits;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides a limit among those who want parts of it by max-min fairness: nobody gets more than it wants while another gets
 * less than it wants and less than the first (water-filling; D. Bertsekas, R. Gallager, "Data Networks", 6.5.2). What nobody
 * wants is spread evenly, so that it is there when somebody does.
 */
public final class Shares {
    /** Of an equal share: what also those get who want nothing, so that their first requests needn't wait. */
    private static final double SHARE_OF_THE_IDLE = 0.05;

    private Shares() {}

    /**
     * Divides it.
     *
     * @param demands what each wants, 0 or more, by name
     * @return what each gets, by the same names; the sum is the limit
     */
    public static Map<String, Double> divide(double limit, Map<String, Double> demands) {
        double least = demands.isEmpty() ? 0 : SHARE_OF_THE_IDLE * limit / demands.size();
        List<Map.Entry<String, Double>> modestFirst = demands.entrySet().stream()
                .sorted(Comparator.comparingDouble(Map.Entry<String, Double>::getValue)
                        .thenComparing(Map.Entry::getKey))
                .toList();
        Map<String, Double> shares = new LinkedHashMap<>();
        double left = limit;
        int others = modestFirst.size();
        for (Map.Entry<String, Double> demand : modestFirst) {
            double share = Math.min(Math.max(demand.getValue(), least), left / others);
            shares.put(demand.getKey(), share);
            left -= share;
            others--;
        }
        double spare = left / Math.max(1, shares.size());
        shares.replaceAll((_, share) -> share + spare);
        return shares;
    }
}
