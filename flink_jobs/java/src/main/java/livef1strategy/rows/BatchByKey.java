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
 * <p>What is held goes out after a few milliseconds, after so many rows, at the end of the input,
 * and before every checkpoint: so nothing of it is state, and a savepoint knows nothing of batches.
 * Where many come within those milliseconds, a stream is being caught up with; then all wait longer,
 * because a row costs the less the more go together.
 */
public final class BatchByKey extends AbstractStreamOperator<Row>
        implements OneInputStreamOperator<Row, Row>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final int MANY_ROWS = 100;

    private final long ageMs;
    private final long catchUpMs;
    private final int maxRows;

    private transient Map<String, List<Row>> held;
    private transient int count;
    private transient boolean isTimed;
    private transient boolean isCatchingUp;

    /**
     * @param ageMs age of the oldest row at which all go out
     * @param catchUpMs how much longer they wait where many came in that time
     * @param maxRows rows, of all keys, at which they go out earlier
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
        held.computeIfAbsent(keyed.getFieldAs(0), key -> new ArrayList<>())
                .add(keyed.getFieldAs(1));
        if (++count >= maxRows) {
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
        isCatchingUp = !isCatchingUp && count >= MANY_ROWS;
        if (isCatchingUp) {
            sendIn(catchUpMs);
        } else {
            isTimed = false;
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
    }
}
