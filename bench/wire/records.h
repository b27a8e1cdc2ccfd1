// Finds TLS records in the bytes of a link: where a record ends, which records carry data, and bytes that are no
// record. Used by links and their clients. Pure functions. Source: RFC 9846, section 5.1.

#ifndef TLSBENCH_BENCH_WIRE_RECORDS_H_
#define TLSBENCH_BENCH_WIRE_RECORDS_H_

#include <cstddef>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// Returns the length of the record that begins here, with its header; 0 if the header is not complete yet.
std::size_t RecordBytes(Bytes bytes);

// Returns how many bytes at the front are whole records.
std::size_t WholeRecords(Bytes bytes);

// Returns how many bytes stand before the first record of application data.
std::size_t BeforeApplicationData(Bytes records);

// Returns whether the bytes can be the beginning of a TLS record: a content type of 20 to 23 and a major version of 3.
bool LooksLikeTls(Bytes bytes);

// Returns whether the bytes are a single ChangeCipherSpec record, which TLS 1.3 ignores (RFC 9846, appendix D.4).
// GnuTLS's clients send it as soon as they have the ServerHello, even if the rest of the server's flight is still a
// round trip away; in TLS 1.2 it is never alone.
bool IsLoneChangeCipherSpec(Bytes bytes);

// Returns the first line of an answer that is not TLS: 40 characters at most, with dots for characters that cannot be
// printed.
std::string FirstLineOf(Bytes bytes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_RECORDS_H_
