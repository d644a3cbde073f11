// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.job.JobResult;
import io.celeryroot.job.RunIds;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.why.WhyReader;
import io.celeryroot.text.ShellWords;
import io.celeryroot.text.Text;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.log.LogTail;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One job: how it stands and why, and what it prints, also while it runs. */
final class JobPage implements Page {

  @Override
  public PageContent answer(Site site, Query query) {
    Optional<JobView> found = site.monitor().job(query.name());
    return found
        .map(job -> of(site, job))
        .orElseGet(
            () ->
                PageContent.missing(
                    "job",
                    "cl task list",
                    "No job has the ID " + query.name() + ", or it is not kept any more."));
  }

  private static PageContent of(Site site, JobView job) {
    List<Link> facts = new ArrayList<>();
    facts.add(new Link(job.word(), Tone.of(JobViews.colour(job)), ""));
    RunIds.runOf(job.id())
        .ifPresent(run -> facts.add(Link.to(Address.of("/runs", run), "of run " + run)));
    if (!job.host().isEmpty()) {
      facts.add(Link.to(Address.of("/hosts", job.host()), "on " + job.host()));
    }
    job.result()
        .flatMap(JobResult::started)
        .ifPresent(at -> facts.add(Link.text("started " + Text.utc(at))));
    JobViews.duration(job).ifPresent(took -> facts.add(Link.text("took " + Text.duration(took))));
    job.result()
        .filter(result -> result.attempt() > 1)
        .ifPresent(result -> facts.add(Link.text("attempt " + result.attempt())));
    new WhyReader(site.redis(), site.config())
        .runOrJob(job.id(), Optional.empty())
        .ifPresent(why -> facts.add(Link.to(Address.of("/why", job.id()), why.sentence())));
    List<Part> parts = new ArrayList<>();
    parts.add(new Said("", facts));
    parts.add(LogTail.shown(site.redis(), site.config(), job));
    if (!job.hasEnded()) {
      parts.add(PageAction.CANCEL.form(job.id()));
    }
    return PageContent.still(
        job.id(), ShellWords.about("cl task logs", job.id()), parts, JobViews.JOBS.document(job));
  }
}
