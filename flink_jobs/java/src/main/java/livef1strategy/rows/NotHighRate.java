package livef1strategy.rows;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonToken;
import org.apache.flink.types.Row;

/**
 * Leaves out the rows of car_data and location: there are some 160 a second of them, they say
 * nothing of a lap, and the archive keeps them. Takes Row(key, Row(partition, offset, value)).
 *
 * <p>Only a row that is certainly a sound raw record under its own key is left out. Anything in
 * doubt goes on: whether it is refused, and why, is said in one place.
 */
public final class NotHighRate implements FilterFunction<Row> {
    private static final long serialVersionUID = 1L;
    private static final Set<String> HIGH_RATE = Set.of("car_data", "location");
    private static final Pattern SCHEMA = Pattern.compile("raw/[0-9]+");
    private static final int MAX_BYTES = 4096;
    private static final int MAX_BRACKETS = 256;
    private static final Map<String, JsonToken> REQUIRED =
            Map.of(
                    "schema", JsonToken.VALUE_STRING,
                    "source", JsonToken.VALUE_STRING,
                    "endpoint", JsonToken.VALUE_STRING,
                    "session_key", JsonToken.VALUE_NUMBER_INT,
                    "ingest_time_ms", JsonToken.VALUE_NUMBER_INT,
                    "sequence", JsonToken.VALUE_NUMBER_INT,
                    "event_id", JsonToken.VALUE_STRING,
                    "payload", JsonToken.START_OBJECT);
    private static final Set<String> NUMBERS_OR_NULL = Set.of("driver_number", "event_time_ms");
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public boolean filter(Row keyed) {
        byte[] value = keyed.<Row>getFieldAs(1).getFieldAs(2);
        return value.length > MAX_BYTES
                || hasManyBrackets(value)
                || !isSound(value, keyed.getFieldAs(0));
    }

    private static boolean hasManyBrackets(byte[] value) {
        int opened = 0;
        for (byte one : value) {
            if (one == '{' || one == '[') {
                opened++;
            }
        }
        return opened > MAX_BRACKETS;
    }

    /** Whether this is a raw record of a high-rate endpoint, whole, with each field once. */
    private static boolean isSound(byte[] value, String key) {
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            Set<String> seen = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (!seen.add(name) || !isRight(name, token, parser, key)) {
                    return false;
                }
                parser.skipChildren();
            }
            return parser.currentToken() == JsonToken.END_OBJECT
                    && parser.nextToken() == null
                    && seen.containsAll(REQUIRED.keySet());
        } catch (IOException malformed) {
            return false;
        }
    }

    private static boolean isRight(String name, JsonToken token, JsonParser parser, String key)
            throws IOException {
        if (NUMBERS_OR_NULL.contains(name)) {
            return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NULL;
        }
        JsonToken required = REQUIRED.get(name);
        if (required == null) {
            return true;
        }
        if (token != required) {
            return false;
        }
        return switch (name) {
            case "schema" -> SCHEMA.matcher(parser.getText()).matches();
            case "endpoint" -> HIGH_RATE.contains(parser.getText());
            case "session_key" -> parser.getText().equals(key);
            default -> true;
        };
    }
}
