// TLS records as a link meets them: where they end, which carry data, and what is none. Used by links and their
// clients. Pure functions. Source: RFC 9846, section 5.1.

#ifndef TLSBENCH_BENCH_WIRE_RECORDS_H_
#define TLSBENCH_BENCH_WIRE_RECORDS_H_

#include <cstddef>
#include <string>

#include "bench/backend.h"

namespace tlsbench {

// The length of the record that begins here, its header included, or 0 if that is not known yet.
std::size_t RecordBytes(Bytes bytes);

// How many bytes at the front are whole records.
std::size_t WholeRecords(Bytes bytes);

// How many bytes stand before the first record of application data.
std::size_t BeforeApplicationData(Bytes records);

// Whether bytes can be the beginning of a TLS record: a content type of 20 to 23 and a major version of 3.
bool LooksLikeTls(Bytes bytes);

// Whether bytes are the one record that means nothing in TLS 1.3 (RFC 9846, appendix D.4). GnuTLS's clients send it as
// soon as they have the ServerHello, be the rest of the server's flight here or a round trip away; in TLS 1.2 it is
// never alone.
bool IsLoneChangeCipherSpec(Bytes bytes);

// The first line of what somebody said instead of TLS: 40 characters at most, dots for those that cannot be printed.
std::string FirstLineOf(Bytes bytes);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WIRE_RECORDS_H_
