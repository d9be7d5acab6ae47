#pragma once

#include "base/file.hpp"
#include "features/metrics/types.hpp"

#include <array>
#include <string>

namespace mailapp::metrics {

/// The places in the logs up to which mail is counted.
struct LogPlaces {
    std::string postfix;
    std::string dovecot;
};

/// Three rings of steps in memory, and the file that they survive in. Not for several threads.
class History {
public:
    /// Reads the file when it is there. One that is damaged or of another version is begun anew.
    explicit History(fs::path file);

    void add_sample(Seconds now, std::optional<double> processor_percent, double memory_percent);
    /// What is older than a ring, or from the future, is not counted there.
    void count(Seconds when, std::int64_t MailCounts::*what, Seconds now);

    LogPlaces const& places() const { return places_; }
    void set_places(LogPlaces places) { places_ = std::move(places); }

    MetricsSeries series(MetricsRange range, Seconds now) const;
    /// Writes what changed: some hundred bytes. Throws std::system_error.
    void save();

private:
    struct Step {
        std::int64_t begins = 0;  ///< seconds since 1970; 0: empty
        double processor_sum = 0;
        std::int64_t processor_samples = 0;
        double memory_sum = 0;
        std::int64_t memory_samples = 0;
        MailCounts mail;
        bool is_changed = false;
    };
    struct Ring {
        std::int64_t step_seconds;
        std::vector<Step> steps;
        std::size_t offset;  ///< in the file
    };
    /// The step of a moment, emptied when it held an older one; null when the moment is not in the ring.
    static Step* step_at(Ring& ring, Seconds when, Seconds now);
    bool load();

    fs::path const file_;
    std::array<Ring, 3> rings_;
    LogPlaces places_;
};

}  // namespace mailapp::metrics
