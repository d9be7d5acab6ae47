#pragma once

#include <chrono>
#include <string>

namespace mailapp::app {

/// Tells on standard error what goes on: one line for each step with its time, and on a terminal a live line
/// while the step lasts.
class Progress {
public:
    Progress();

    void begin(std::string step);
    /// Shows that time passes; call it while waiting.
    void tick();
    void done(std::string const& remark = "");
    /// Ends the step without success; the sentence that says why comes from fail().
    void failed();
    /// A line of its own.
    void note(std::string const& line);

private:
    std::string elapsed() const;

    bool live_;
    std::string step_;
    std::chrono::steady_clock::time_point started_;
    std::chrono::steady_clock::time_point shown_;
};

}  // namespace mailapp::app
