package livef1strategy.kafka;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;

/** Reads a Kafka record of any topic as Row(topic, Row(partition, offset, value)). */
public final class TopicRecordReader implements KafkaRecordDeserializationSchema<Row> {
    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Row> out) {
        out.collect(Row.of(record.topic(), KeyedRecordReader.place(record)));
    }

    @Override
    public TypeInformation<Row> getProducedType() {
        return KeyedRecordReader.TYPE;
    }
}
