package livef1strategy.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.utils.Utils;
import org.apache.flink.types.Row;

/**
 * Writes Row(key, value) with that key. The first parts of the key choose the partition, by the hash
 * that Kafka's clients use for whole keys: a driver's records stay in one partition, in order, while
 * compaction keeps the latest record of every whole key.
 */
public final class KeyedRecordWriter implements KafkaRecordSerializationSchema<Row> {
    private final String topic;
    private final int partitionParts;

    /**
     * @param topic where to write
     * @param partitionParts how many leading parts of the key choose the partition
     */
    public KeyedRecordWriter(String topic, int partitionParts) {
        this.topic = topic;
        this.partitionParts = partitionParts;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Row row, KafkaSinkContext context, Long timestamp) {
        byte[] key = row.<String>getFieldAs(0).getBytes(StandardCharsets.UTF_8);
        byte[] prefix = Arrays.copyOf(key, KeyParts.prefixLength(key, partitionParts));
        int partitions = context.getPartitionsForTopic(topic).length;
        int partition = Utils.toPositive(Utils.murmur2(prefix)) % partitions;
        return new ProducerRecord<>(topic, partition, null, key, row.<byte[]>getFieldAs(1));
    }
}
