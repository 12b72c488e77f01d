package livef1strategy.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.types.Row;

/**
 * Rows of partition, offset and value, packed so that Python meets a batch and never a row. Places
 * are 16 bytes a row, partition (int), offset (long) and length (int) in little endian; values lie
 * one behind the other.
 */
public final class PackedRows {
    static final TypeInformation<?> BYTES =
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

    private static final int PLACE_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private PackedRows() {}

    /** Places of the rows. */
    public static byte[] places(List<Row> rows) {
        ByteBuffer places =
                ByteBuffer.allocate(rows.size() * PLACE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Row row : rows) {
            places.putInt(row.getFieldAs(0)).putLong(row.getFieldAs(1)).putInt(value(row).length);
        }
        return places.array();
    }

    /** Values of the rows. */
    public static byte[] values(List<Row> rows) {
        int size = Math.toIntExact(rows.stream().mapToLong(row -> value(row).length).sum());
        ByteBuffer values = ByteBuffer.allocate(size);
        rows.forEach(row -> values.put(value(row)));
        return values.array();
    }

    private static byte[] value(Row row) {
        return row.getFieldAs(2);
    }
}
