"""OpenF1's live stream: MQTT for what happens, REST for what was missed."""
