// SPDX-License-Identifier: Apache-2.0
package io.celeryroot.web.page;

import io.celeryroot.job.JobResult;
import io.celeryroot.monitor.JobView;
import io.celeryroot.monitor.RunView;
import io.celeryroot.monitor.StepView;
import io.celeryroot.text.ShellWords;
import io.celeryroot.text.Text;
import io.celeryroot.view.site.JobViews;
import io.celeryroot.view.site.RunViews;
import io.celeryroot.web.act.PageAction;
import io.celeryroot.web.part.Address;
import io.celeryroot.web.part.Link;
import io.celeryroot.web.part.Part;
import io.celeryroot.web.part.Rows;
import io.celeryroot.web.part.Said;
import io.celeryroot.web.part.Tone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One run: how many jobs are where, its steps, and each job; failed ones first. */
final class RunPage implements Page {

  private static final int PAGE = 100;
  private static final int MOST_OF_STEP = 10;

  private static final Comparator<JobView> WORST_FIRST =
      Comparator.comparing((JobView job) -> !job.hasFailed()).thenComparing(JobView::hasEnded);

  @Override
  public PageContent answer(Site site, Query query) {
    Optional<RunView> found = site.monitor().run(query.name());
    return found
        .map(run -> of(run, query))
        .orElseGet(
            () ->
                PageContent.missing(
                    "run",
                    "cl task list",
                    "No run has the ID " + query.name() + ", or it is not kept any more."));
  }

  private static PageContent of(RunView run, Query query) {
    String id = run.run().id();
    List<Part> parts = new ArrayList<>();
    parts.add(new Said("", facts(run)));
    if (run.workflow().isPresent()) {
      parts.add(steps(run));
    }
    List<JobView> jobs = run.jobs().stream().sorted(WORST_FIRST).toList();
    Paging<JobView> page = Paging.of(jobs, PAGE, query);
    parts.add(Rows.linked("Jobs", JobViews.JOBS.grid(page.shown()), "No job was begun."));
    parts.addAll(page.parts());
    if (!run.hasEnded()) {
      parts.add(PageAction.CANCEL.form(id));
    } else if (run.hasFailedJob()) {
      parts.add(PageAction.RETRY.form(id));
    }
    return new PageContent(
        200,
        id,
        ShellWords.about("cl task result", id),
        !run.hasEnded(),
        parts,
        RunViews.of(run).document(run));
  }

  private static List<Link> facts(RunView run) {
    List<Link> facts = new ArrayList<>();
    String state =
        run.word().orElse(run.hasEnded() ? "ended" : "goes on") + ": " + Text.counts(run.counts());
    Tone tone = run.hasFailedJob() ? Tone.BAD : run.hasEnded() ? Tone.GOOD : Tone.WARN;
    facts.add(new Link(state + " of " + Text.count(run.jobs().size(), "job"), tone, ""));
    run.run()
        .schedule()
        .ifPresent(
            name -> facts.add(Link.to(Address.of("/schedules", name), "of schedule " + name)));
    run.run().due().ifPresent(due -> facts.add(Link.text("due " + Text.utc(due))));
    facts.add(Link.text("submitted " + Text.utc(run.run().submitted()) + " by " + run.run().by()));
    run.run().params().forEach((name, value) -> facts.add(Link.text(name + " = " + value)));
    run.run().conditions().forEach(text -> facts.add(Link.text("if " + text)));
    facts.add(Link.to(Address.of("/why", run.run().id()), "Why?"));
    return facts;
  }

  /** Shows the steps as a tree: below each its jobs, failed ones first. */
  private static Rows steps(RunView run) {
    List<List<Link>> rows = new ArrayList<>();
    for (StepView step : run.steps()) {
      boolean hasFailed = step.jobs().stream().anyMatch(JobView::hasFailed);
      rows.add(
          List.of(
              Link.text(step.number() + " " + step.task()),
              new Link(step.word(), hasFailed ? Tone.BAD : Tone.PLAIN, ""),
              Link.text(Text.count(step.jobs().size(), "job")),
              Link.text(step.state().began().map(Text::utc).orElse(""))));
      step.jobs().stream()
          .sorted(WORST_FIRST)
          .limit(MOST_OF_STEP)
          .forEach(job -> rows.add(branch(job)));
      int more = step.jobs().size() - MOST_OF_STEP;
      if (more > 0) {
        rows.add(
            List.of(
                Link.text("└ and " + more + " more, among the jobs below"),
                Link.text(""),
                Link.text(""),
                Link.text("")));
      }
    }
    return new Rows("Steps", List.of("STEP", "STATE", "TOOK", "BEGAN (UTC)"), rows, "");
  }

  private static List<Link> branch(JobView job) {
    String where = job.host().isEmpty() ? job.targetLabel() : job.host();
    return List.of(
        Link.to(Address.of("/jobs", job.id()), "└ " + where),
        new Link(job.word(), Tone.of(JobViews.colour(job)), ""),
        Link.text(JobViews.duration(job).map(Text::duration).orElse("")),
        Link.text(job.result().flatMap(JobResult::started).map(Text::utc).orElse("")));
  }
}
