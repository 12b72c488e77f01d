package livef1strategy.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;

/** Where a source begins. From Python a number in a map is an Integer when it is small, and the connector wants Longs. */
public final class StartingOffsets {
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    /** Begin this partition at this offset. */
    public void put(String topic, int partition, long offset) {
        offsets.put(new TopicPartition(topic, partition), offset);
    }

    /** These, and the beginning of every other partition. */
    public OffsetsInitializer initializer() {
        return OffsetsInitializer.offsets(offsets, OffsetResetStrategy.EARLIEST);
    }
}
