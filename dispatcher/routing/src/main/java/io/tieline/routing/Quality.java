package io.tieline.routing;

import io.tieline.schemas.avro.QualityTier;
import org.jspecify.annotations.Nullable;

/**
 * How good a model's answers are.
 *
 * @param tier what kind of work it is fit for; where it isn't said: frontier from 80 on, standard from 60 on
 * @param score MMLU score or any other scale that is used alike for the whole catalogue, 0 to 100
 */
public record Quality(QualityTier tier, double score) {
    private static final double FRONTIER = 80;
    private static final double STANDARD = 60;

    public Quality(@Nullable QualityTier tier, double score) {
        if (!(score >= 0 && score <= 100)) {
            throw new IllegalArgumentException("score is '" + score + "', allowed: 0 to 100");
        }
        this.tier = tier == null ? usual(score) : tier;
        this.score = score;
    }

    /** A score, and the tier that goes with it. */
    public static Quality of(double score) {
        return new Quality(null, score);
    }

    /** Whether it is fit for work of this kind. */
    public boolean reaches(QualityTier asked) {
        return tier.compareTo(asked) >= 0;
    }

    private static QualityTier usual(double score) {
        if (score >= FRONTIER) {
            return QualityTier.FRONTIER;
        }
        return score >= STANDARD ? QualityTier.STANDARD : QualityTier.BASIC;
    }
}
