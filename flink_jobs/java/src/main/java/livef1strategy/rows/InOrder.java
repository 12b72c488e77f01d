package livef1strategy.rows;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;

/**
 * Puts in order again what was made of the parts of a batch: Row(session, {@link Part}) becomes
 * Row(key, value) of every row, batch by batch, and within one in the order in which its rows came.
 *
 * <p>Nothing of it is state. A part's answer comes before the barrier that follows its batch, so
 * that at every checkpoint all batches are whole and sent on; and after a failure the whole job
 * begins again to count its batches from 0. Were it otherwise, it would be told here, not hidden.
 */
public final class InOrder extends AbstractStreamOperator<Row>
        implements OneInputStreamOperator<Row, Row>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private transient Map<String, WaitingBatches> sessions;

    /** What comes out. */
    public TypeInformation<Row> getProducedType() {
        return Types.ROW(Types.STRING, PackedRows.BYTES);
    }

    @Override
    public void open() throws Exception {
        super.open();
        sessions = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Row> element) {
        String session = element.getValue().getFieldAs(0);
        sessions.computeIfAbsent(session, WaitingBatches::new)
                .take(new Part(element.getValue().getFieldAs(1)))
                .forEach(row -> output.collect(new StreamRecord<>(row)));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        checkNothingWaits();
    }

    @Override
    public void endInput() {
        checkNothingWaits();
    }

    private void checkNothingWaits() {
        sessions.values().forEach(WaitingBatches::checkNoneWaits);
    }
}
