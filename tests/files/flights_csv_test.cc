#include "bench/files/flights_csv.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/sample_results.h"

namespace tlsbench {
namespace {

// A resumption of TLS 1.3, as a link records it.
std::vector<FlightRecord> SampleFlights() {
  return {{Role::kClient, 469, 0, 0, 1, 0, "ClientHello[464]"},
          {Role::kServer, 240, 0, 0, 4, 129.9226, "ServerHello[128] CCS EncryptedExtensions[21] Finished[36]"},
          {Role::kClient, 64, 0, 61, 3, 205.195, "CCS Finished[36] {app data}"},
          {Role::kServer, 0, 255, 60, 2, 1232.25, "encrypted[233] {app data}"}};
}

CellFlights FlightsOf(const SampleRun& run, std::size_t cell) { return {run.rows[cell].parameters, SampleFlights()}; }

TEST(FlightsCsvTest, BytesAreTheSumOfTheirKinds) {
  const SampleRun run = MakeSampleRun();
  const std::string rows = FlightsCsvRows(run.cells[3], FlightsOf(run, 3));
  EXPECT_NE(rows.find(",4,server,315,2,1232.250,encrypted[233] {app data},0,255,60,"), std::string::npos) << rows;
  EXPECT_NE(rows.find(",2,server,240,4,129.923,"), std::string::npos) << rows;
}

TEST(FlightsCsvTest, ATwinHasNoRows) {
  SampleRun run = MakeSampleRun();
  run.cells[0].twin = true;
  EXPECT_EQ(FlightsCsv(run.cells, {{0, FlightsOf(run, 0)}}), FlightsCsvHeader());
  EXPECT_EQ(FlightsCsv(run.cells, {}), FlightsCsvHeader());
}

TEST(FlightsCsvGolden, AMemoryCellAndATarget) {
  const SampleRun run = MakeSampleRun();
  std::map<std::size_t, CellFlights> flights;
  for (std::size_t cell = 0; cell < run.cells.size(); ++cell) {
    const bool chosen = cell == 3 || run.cells[cell].link == LinkKind::kTarget;
    if (chosen && run.rows[cell].verified > 0) {
      flights[cell] = FlightsOf(run, cell);
    }
  }
  ExpectGolden("flights.csv", FlightsCsv(run.cells, flights));
}

}  // namespace
}  // namespace tlsbench
