package livef1strategy.kafka;

/** Message keys are parts joined by ':', such as session:driver:lap. */
final class KeyParts {
    private KeyParts() {}

    /** Length of the first {@code parts} parts of the key; the whole key if it has fewer. */
    static int prefixLength(byte[] key, int parts) {
        int seen = 0;
        for (int i = 0; i < key.length; i++) {
            if (key[i] == ':' && ++seen == parts) {
                return i;
            }
        }
        return key.length;
    }
}
