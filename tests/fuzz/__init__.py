"""Fuzzing of the gate: whatever a contributor hands in, it answers with findings or a refusal, quickly, and writes nothing."""
