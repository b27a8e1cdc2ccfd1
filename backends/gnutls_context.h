// Configures GnuTLS's endpoints: priorities, credentials, and settings that the library takes only for each connection.
// Used by gnutls.cc. A context may be shared between threads.

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

// The one algorithm that is used for certificate compression (RFC 8879, section 3).
constexpr gnutls_compression_method_t kGnutlsZlib = GNUTLS_COMP_ZLIB;

// Returns a datum that points into `text`: the library takes non-const pointers even to data that it only reads.
gnutls_datum_t Datum(const std::string& text);

// Returns the priorities, or null with the library's error in `status`.
GnutlsPriorityPtr MakePriority(const EndpointConfig& config, int& status);

// Returns the context, or null with one line in `error`. `config` must be one that the backend supports.
std::unique_ptr<Context> MakeGnutlsContext(const EndpointConfig& config, std::string& error);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_GNUTLS_CONTEXT_H_
