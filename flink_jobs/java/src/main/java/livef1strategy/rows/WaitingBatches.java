package livef1strategy.rows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.types.Row;

/** The batches of one session of which parts are missing, or that an earlier one holds up. */
final class WaitingBatches {
    private final String session;
    private final Map<Long, List<Part>> waiting = new HashMap<>();
    private long next;

    WaitingBatches(String session) {
        this.session = session;
    }

    /** Takes a part; returns the rows that now are in order, oldest first. */
    List<Row> take(Part part) {
        if (part.batch < next) {
            throw new IllegalStateException(
                    "session " + session + ": part of batch " + part.batch + ", sent on before");
        }
        waiting.computeIfAbsent(part.batch, number -> new ArrayList<>(part.parts)).add(part);
        List<Row> ready = new ArrayList<>();
        while (isWhole(waiting.get(next))) {
            ready.addAll(inOrder(waiting.remove(next++)));
        }
        return ready;
    }

    /** Raises where something waits; it would be lost with a restart. */
    void checkNoneWaits() {
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(
                    "session " + session + ": batch " + next + " is not whole");
        }
    }

    private static boolean isWhole(List<Part> parts) {
        return parts != null && parts.size() == parts.get(0).parts;
    }

    /** A place has rows of one part only, so that a stable sort keeps their order. */
    private static List<Row> inOrder(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.rows.stream())
                .sorted(Comparator.comparingInt(Part.Slotted::place))
                .map(Part.Slotted::row)
                .toList();
    }
}
