package livef1strategy.lake;

import java.util.ArrayList;
import java.util.List;
import livef1strategy.rows.PackedRows;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;

/**
 * Collects the rows of one topic in keyed state and sends them on together: Row(topic, places,
 * values), as {@link PackedRows} packs them.
 *
 * <p>A batch ends with its oldest row's age, with its number of rows, with its bytes, and with the
 * input: a processing-time timer that is pending at the end of a bounded source does not fire, but
 * the last watermark does.
 */
public final class BatchRows extends KeyedProcessFunction<Row, Row, Row>
        implements ResultTypeQueryable<Row> {
    private final long intervalMs;
    private final int maxRows;
    private final long maxBytes;

    private transient ListState<Row> rows;
    private transient ValueState<Integer> rowCount;
    private transient ValueState<Long> byteCount;
    private transient ValueState<Long> due;

    /**
     * @param intervalMs age of the oldest row at which a batch ends
     * @param maxRows rows at which it ends earlier
     * @param maxBytes bytes of values at which it ends earlier
     */
    public BatchRows(long intervalMs, int maxRows, long maxBytes) {
        this.intervalMs = intervalMs;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
    }

    @Override
    public void open(OpenContext context) {
        TypeInformation<Row> place =
                Types.ROW(
                        Types.INT,
                        Types.LONG,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        rows = getRuntimeContext().getListState(new ListStateDescriptor<>("rows-v1", place));
        rowCount =
                getRuntimeContext().getState(new ValueStateDescriptor<>("row-count-v1", Types.INT));
        byteCount =
                getRuntimeContext()
                        .getState(new ValueStateDescriptor<>("byte-count-v1", Types.LONG));
        due = getRuntimeContext().getState(new ValueStateDescriptor<>("due-v1", Types.LONG));
    }

    @Override
    public void processElement(Row keyed, Context context, Collector<Row> out) throws Exception {
        Row row = keyed.getFieldAs(1);
        rows.add(row);
        int held = (rowCount.value() == null ? 0 : rowCount.value()) + 1;
        long bytes =
                (byteCount.value() == null ? 0 : byteCount.value())
                        + row.<byte[]>getFieldAs(2).length;
        rowCount.update(held);
        byteCount.update(bytes);
        if (held == 1) {
            long at = context.timerService().currentProcessingTime() + intervalMs;
            due.update(at);
            context.timerService().registerProcessingTimeTimer(at);
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        if (held >= maxRows || bytes >= maxBytes) {
            context.timerService().deleteProcessingTimeTimer(due.value());
            send(context.getCurrentKey(), out);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Row> out)
            throws Exception {
        send(context.getCurrentKey(), out);
    }

    private void send(Row key, Collector<Row> out) throws Exception {
        if (rowCount.value() == null) {
            return;
        }
        List<Row> batch = new ArrayList<>(rowCount.value());
        rows.get().forEach(batch::add);
        rows.clear();
        rowCount.clear();
        byteCount.clear();
        due.clear();
        out.collect(Row.of(key.getField(0), PackedRows.places(batch), PackedRows.values(batch)));
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return Types.ROW(
                Types.STRING,
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO,
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }
}
