// Several builds of one library, with equal symbols, in one process: each stays itself, whichever was loaded first, and
// all of them meet. Also variants, which are copies of one build. ctest runs each test in a process of its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "bench/os/clock.h"
#include "tests/support/folders.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

std::vector<Plugin> LoadInOrder(bool reversed) {
  std::vector<std::string> files = FindPlugins(kPluginFolder);
  if (reversed) {
    std::reverse(files.begin(), files.end());
  }
  std::vector<Plugin> plugins;
  for (const std::string& file : files) {
    auto plugin = LoadPlugin(file);
    EXPECT_TRUE(plugin) << plugin.error();
    if (plugin && plugin->backend->is_library()) {
      plugins.push_back(*plugin);
    }
  }
  return plugins;
}

// "openssl" of "openssl-3.5.7".
std::string LibraryOf(const Backend& backend) {
  return std::string(backend.name().substr(0, backend.name().find_first_of("-0123456789")));
}

// Whether two of them are versions of one library.
bool HaveSiblings(const std::vector<Plugin>& plugins) {
  std::map<std::string, std::set<std::string>> versions;
  for (const Plugin& plugin : plugins) {
    versions[LibraryOf(*plugin.backend)].insert(plugin.backend->library_version());
  }
  return std::any_of(versions.begin(), versions.end(), [](auto& entry) { return entry.second.size() > 1; });
}

void ExpectMeeting(const Backend& client, const Backend& server) {
  for (const std::uint16_t protocol : {kTls12, kTls13}) {
    SCOPED_TRACE(std::string(client.name()) + " to " + std::string(server.name()) + ", TLS " +
                 std::string(ProtocolName(protocol)));
    const Scenario full = LocalScenario(protocol, Handshake::kFull);
    if (client.Unsupported(TestClient(full))) {
      continue;  // the conformance test knows who may; here it is BoringSSL without AES instructions
    }
    const auto client_context = MakeTestContext(client, TestClient(full));
    const auto server_context = MakeTestContext(server, TestServer(full));
    ASSERT_TRUE(client_context && server_context);
    MemoryLink link(*client_context, *server_context);
    const MemoryHandshake first = link.RunWithRequest(nullptr);
    ASSERT_EQ(first.failure, "");
    EXPECT_EQ(VerifyHandshake(full, first).reason, "");
    if (!first.session) {  // the conformance test knows who gets no ticket from whom
      EXPECT_NE(client.name(), server.name());
      continue;
    }
    const MemoryHandshake resumed = link.RunWithRequest(first.session.get());
    ASSERT_EQ(resumed.failure, "");
    EXPECT_EQ(VerifyHandshake(LocalScenario(protocol, Handshake::kTicket), resumed).reason, "");
  }
}

void ExpectCoexistence(bool reversed) {
  const std::vector<Plugin> plugins = LoadInOrder(reversed);
  for (const Plugin& plugin : plugins) {
    const Backend& backend = *plugin.backend;
    EXPECT_NE(backend.library_version().find(backend.expected_version()), std::string::npos) << backend.name();
  }
  for (const Plugin& client : plugins) {
    for (const Plugin& server : plugins) {
      ExpectMeeting(*client.backend, *server.backend);
    }
  }
  if (!HaveSiblings(plugins)) {
    GTEST_SKIP() << "only one version of each library is here; scripts/get-library brings others";
  }
}

TEST(CoexistenceTest, EachIsItselfAndMeetsTheOthers) { ExpectCoexistence(false); }
TEST(CoexistenceTest, InTheOtherOrderToo) { ExpectCoexistence(true); }

// Both ends of an open connection.
struct Open {
  Pair pair;
  std::unique_ptr<Connection> client;
  std::unique_ptr<Connection> server;
};

Open OpenConnection(const Backend& backend) {
  const Scenario scenario = LocalScenario(kTls13, Handshake::kFull);
  Open open{MakePair(backend, scenario, TestCredentials().at(CertificatesOf(scenario))), nullptr, nullptr};
  open.client = open.pair.client->Open({});
  open.server = open.pair.server->Open({});
  Buffer plaintext;
  Buffer from_client;
  Buffer from_server;
  for (int turn = 0; turn < 3; ++turn) {
    from_client.clear();
    open.client->Feed(from_server, plaintext, from_client);
    from_server.clear();
    open.server->Feed(from_client, plaintext, from_server);
  }
  EXPECT_EQ(open.client->negotiated().cipher_suite, 0x1301);
  return open;
}

std::int64_t BulkNs(Connection& connection) {
  static const Buffer record(16384, 'x');
  Buffer out;
  out.reserve(10 * record.size());
  const std::int64_t start = ThreadCpuNs();
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(connection.Write(record, out), State::kOpen);
  }
  return ThreadCpuNs() - start;
}

std::int64_t HandshakeNs(MemoryLink& link) {
  const std::int64_t start = ThreadCpuNs();
  EXPECT_TRUE(link.RunBare(nullptr));
  return ThreadCpuNs() - start;
}

// The least of interleaved pieces of each, short enough for some to find the processor at rest.
template <class Measure>
double Ratio(Measure masked, Measure plain) {
  std::int64_t least_masked = masked();
  std::int64_t least_plain = plain();
  for (int round = 0; round < 50; ++round) {
    least_masked = std::min(least_masked, masked());
    least_plain = std::min(least_plain, plain());
  }
  return static_cast<double>(least_masked) / static_cast<double>(least_plain);
}

// A static build of the OpenSSL family; empty if there is none.
std::vector<std::string> FilesWithVariants() {
  std::vector<std::string> files;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    if (!LoadPlugin(file).value().backend->variants().empty()) {
      files.push_back(file);
    }
  }
  return files;
}

bool ProcessorHasAes() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("aes") != 0;
#else
  return false;
#endif
}

// 10 to 18 were measured; under AddressSanitizer, which slows the copying in both, 1.5 to 2.5.
#ifdef __SANITIZE_ADDRESS__
constexpr double kBulkRatio = 1.25;
#else
constexpr double kBulkRatio = 4;
#endif

TEST(VariantTest, WithoutAesInstructionsBulkDataIsDearAndHandshakesAreNot) {
  const std::vector<std::string> files = FilesWithVariants();
  if (files.empty() || !ProcessorHasAes()) {
    GTEST_SKIP() << "no static build of the OpenSSL family, or no AES instructions to mask";
  }
  for (const std::string& file : files) {
    const Backend& plain = *LoadPlugin(file).value().backend;
    const Backend& masked = *LoadPlugin(file + "@noaes").value().backend;
    SCOPED_TRACE(masked.name());
    if (masked.Unsupported(TestClient(LocalScenario(kTls13, Handshake::kFull)))) {
      continue;  // BoringSSL prefers ChaCha20-Poly1305 then and cannot be told otherwise
    }
    const Open with = OpenConnection(plain);
    const Open without = OpenConnection(masked);
    const auto bulk = Ratio<std::function<std::int64_t()>>([&] { return BulkNs(*without.client); },
                                                           [&] { return BulkNs(*with.client); });
    RecordProperty(std::string(masked.name()) + " bulk", std::to_string(bulk));
    EXPECT_GT(bulk, kBulkRatio) << "AES-GCM over 16 KiB";
    const auto handshakes = Ratio<std::function<std::int64_t()>>([&] { return HandshakeNs(*without.pair.link); },
                                                                 [&] { return HandshakeNs(*with.pair.link); });
    RecordProperty(std::string(masked.name()) + " handshakes", std::to_string(handshakes));
    EXPECT_LT(handshakes, 1.4);
  }
}

TEST(VariantTest, IsABackendOfItsOwnAndLeavesNoTraceInTheEnvironment) {
  for (const std::string& file : FilesWithVariants()) {
    setenv("OPENSSL_ia32cap", "~0x0", 1);
    const Plugin plain = LoadPlugin(file).value();
    for (const Variant& variant : plain.backend->variants()) {
      const std::string name = file + "@" + std::string(variant.name);
      const auto plugin = LoadPlugin(name);
      ASSERT_TRUE(plugin) << plugin.error();
      EXPECT_EQ(plugin->file, name);
      EXPECT_EQ(plugin->backend->name(), std::string(plain.backend->name()) + "@" + std::string(variant.name));
      EXPECT_EQ(plugin->backend->library_version(), plain.backend->library_version());
      EXPECT_STREQ(std::getenv("OPENSSL_ia32cap"), "~0x0");
      ExpectMeeting(*plugin->backend, *plain.backend);
    }
  }
}

TEST(VariantTest, WhatIsNoVariantIsRefusedInWords) {
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const std::string name(LoadPlugin(file).value().backend->name());
    EXPECT_EQ(LoadPlugin(file + "@quantum").error(), name + " has no variant quantum");
  }
  EXPECT_NE(LoadPlugin("/nonexistent.so@noaes").error().find("/nonexistent.so does not load"), std::string::npos);
}

// A shared library reads its environment once for the whole process.
TEST(VariantTest, SharedLibrariesHaveNone) {
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    const Backend& backend = *LoadPlugin(file).value().backend;
    EXPECT_TRUE(backend.linkage() == "static" || backend.variants().empty()) << backend.name();
  }
}

}  // namespace
}  // namespace tlsbench
