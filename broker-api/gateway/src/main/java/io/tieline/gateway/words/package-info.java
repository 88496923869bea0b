/** What the APIs have in common: reading bodies, naming flaws and failures, facts about who answered. Pure. */
@NullMarked
package io.tieline.gateway.words;

import org.jspecify.annotations.NullMarked;
