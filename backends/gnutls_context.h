// GnuTLS's endpoints, configured: priorities, credentials, and what can only be told to each connection. Used by
// gnutls.cc. A context may be shared between threads.

#ifndef TLSBENCH_BACKENDS_GNUTLS_CONTEXT_H_
#define TLSBENCH_BACKENDS_GNUTLS_CONTEXT_H_

#include <gnutls/gnutls.h>

#include <memory>
#include <string>
#include <type_traits>

#include "backends/gnutls_connection.h"
#include "bench/backend.h"

namespace tlsbench {

using GnutlsPriorityPtr = std::unique_ptr<std::remove_pointer_t<gnutls_priority_t>, Deleter<gnutls_priority_deinit>>;

// The one algorithm of certificate compression that is asked for (RFC 8879, section 3).
constexpr gnutls_compression_method_t kGnutlsZlib = GNUTLS_COMP_ZLIB;

// The library takes what it only reads as pointers to what it might change. Points into `text`.
gnutls_datum_t Datum(const std::string& text);

// Null with the library's error in `status`.
GnutlsPriorityPtr MakePriority(const EndpointConfig& config, int& status);

// Null with one line in `error`. The configuration is one that the backend supports.
std::unique_ptr<Context> MakeGnutlsContext(const EndpointConfig& config, std::string& error);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_CONTEXT_H_
