package livef1strategy.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;

/**
 * Reads a Kafka record as Row(key, Row(partition, offset, value)), where key is the first parts of
 * the record's key. A keyed operator can follow directly, so that no Python runs before the keying.
 */
public final class KeyedRecordReader implements KafkaRecordDeserializationSchema<Row> {
    static final TypeInformation<Row> TYPE =
            Types.ROW(
                    Types.STRING,
                    Types.ROW(
                            Types.INT,
                            Types.LONG,
                            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));

    private static final byte[] NOTHING = new byte[0];

    private final int keyParts;

    /** @param keyParts how many leading parts of the key, separated by ':', to key by */
    public KeyedRecordReader(int keyParts) {
        this.keyParts = keyParts;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Row> out) {
        byte[] key = record.key() == null ? NOTHING : record.key();
        int end = KeyParts.prefixLength(key, keyParts);
        out.collect(Row.of(new String(key, 0, end, StandardCharsets.UTF_8), place(record)));
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return TYPE;
    }

    static Row place(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? NOTHING : record.value();
        return Row.of(record.partition(), record.offset(), value);
    }
}
