package livef1strategy.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;

/**
 * Sends the rows of a key on together: Row(key, Row(partition, offset, value)) becomes Row(key,
 * Row(places, values)), as {@link PackedRows} packs them, in the order in which they came.
 *
 * <p>What is held goes out after a few milliseconds, when there are so many of one key, at the end
 * of the input, and before every checkpoint: so nothing of it is state, and a savepoint knows
 * nothing of batches. Where many come within those milliseconds, a stream is being caught up with;
 * then all wait for as long as more come than Python takes, because a row costs the less the more of
 * its key go together.
 */
public final class BatchByKey extends AbstractStreamOperator<Row>
        implements OneInputStreamOperator<Row, Row>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final int MANY_AT_FIRST = 100;
    private static final int MANY_IN_A_TURN = 1_000;
    private static final int MOST_TURNS = 10;
    private static final int MOST_KEYS = 20;

    private final long ageMs;
    private final long catchUpMs;
    private final int maxRows;

    private transient Map<String, List<Row>> held;
    private transient int count;
    private transient int counted;
    private transient int turns;
    private transient boolean isTimed;

    /**
     * @param ageMs age of the oldest row at which all go out
     * @param catchUpMs how much longer they wait where a hundred came in that time, and again, ten
     *     times at most, where a thousand came in the last such turn
     * @param maxRows rows of one key at which all go out earlier; twenty times as many of all keys
     */
    public BatchByKey(long ageMs, long catchUpMs, int maxRows) {
        this.ageMs = ageMs;
        this.catchUpMs = catchUpMs;
        this.maxRows = maxRows;
    }

    /** What comes out. */
    public TypeInformation<Row> getProducedType() {
        return Types.ROW(Types.STRING, Types.ROW(PackedRows.BYTES, PackedRows.BYTES));
    }

    @Override
    public void open() throws Exception {
        super.open();
        held = new LinkedHashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Row> element) {
        Row keyed = element.getValue();
        List<Row> rows = held.computeIfAbsent(keyed.getFieldAs(0), key -> new ArrayList<>());
        rows.add(keyed.getFieldAs(1));
        if (++count >= MOST_KEYS * maxRows || rows.size() >= maxRows) {
            send();
        } else if (!isTimed) {
            isTimed = true;
            sendIn(ageMs);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        send();
    }

    @Override
    public void endInput() {
        send();
    }

    private void sendIn(long durationMs) {
        long at = getProcessingTimeService().getCurrentProcessingTime() + durationMs;
        getProcessingTimeService().registerTimer(at, moment -> sendInTime());
    }

    private void sendInTime() {
        int came = count - counted;
        counted = count;
        if (turns < MOST_TURNS && came >= (turns == 0 ? MANY_AT_FIRST : MANY_IN_A_TURN)) {
            turns++;
            sendIn(catchUpMs);
        } else {
            isTimed = false;
            turns = 0;
            send();
        }
    }

    private void send() {
        held.forEach(
                (key, rows) -> {
                    Row packed = Row.of(PackedRows.places(rows), PackedRows.values(rows));
                    output.collect(new StreamRecord<>(Row.of(key, packed)));
                });
        held.clear();
        count = 0;
        counted = 0;
    }
}
