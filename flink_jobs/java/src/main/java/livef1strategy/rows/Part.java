package livef1strategy.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.types.Row;

/**
 * What one key made of its rows of a batch: Row(number of the batch, parts of the batch, slots,
 * values). Slots are 12 bytes a row, place in the batch (int), length of the key (int) and of the
 * value (int) in little endian; the values lie one behind the other, each behind its key.
 */
final class Part {
    private static final int SLOT_BYTES = 3 * Integer.BYTES;

    final long batch;
    final int parts;
    final List<Slotted> rows;

    /** A row to send on, and the place of the one that it follows from. */
    record Slotted(int place, Row row) {}

    Part(Row part) {
        batch = part.<Long>getFieldAs(0);
        parts = part.<Integer>getFieldAs(1);
        rows = read(part.getFieldAs(2), part.getFieldAs(3));
    }

    private static List<Slotted> read(byte[] packed, byte[] values) {
        ByteBuffer slots = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rest = ByteBuffer.wrap(values);
        List<Slotted> rows = new ArrayList<>(packed.length / SLOT_BYTES);
        while (slots.hasRemaining()) {
            int place = slots.getInt();
            byte[] key = new byte[slots.getInt()];
            byte[] value = new byte[slots.getInt()];
            rest.get(key).get(value);
            rows.add(new Slotted(place, Row.of(new String(key, StandardCharsets.UTF_8), value)));
        }
        return rows;
    }
}
