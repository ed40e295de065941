function Unregister-ExoPortTask {
    <#
    .SYNOPSIS
    Removes a scheduled task that Register-ExoPortTask has made.

    .DESCRIPTION
    Unregister-ExoPortTask removes a task from the folder \ExoPort of Task Scheduler. What the watch remembers stays, so that
    a task that is registered again goes on where this one ended; -RemoveState removes that too. Files that the task has
    written elsewhere, and the entries in the event log, stay.

    It asks before it removes, as Unregister-ScheduledTask does: -Confirm:$false answers in a script. This needs
    administrator rights; -WhatIf does not.

    .PARAMETER TaskName
    The name of the task, by default ExoPort. Takes several, also from the pipeline.

    .PARAMETER RemoveState
    Also remove the folder ProgramData\ExoPort\Tasks\NAME with what the watch remembers. A state that was named with -StatePath
    when the task was registered stays.

    .PARAMETER RemoveEventSource
    Also remove ExoPort as a source of the Application log. Other tasks, and the command exoport, need it to write there.

    .INPUTS
    System.String
    Names of tasks, and objects with a property TaskName.

    .OUTPUTS
    None
    This cmdlet gives nothing.

    .EXAMPLE
    Unregister-ExoPortTask

    Removes the task ExoPort, and asks before.

    .EXAMPLE
    Unregister-ExoPortTask 'Mail out' -RemoveState -Confirm:$false

    Removes a task with what it remembers, without asking.

    .EXAMPLE
    Get-ScheduledTask -TaskPath \ExoPort\ | Unregister-ExoPortTask -RemoveState -RemoveEventSource

    Removes everything that Register-ExoPortTask has made.

    .LINK
    about_ExoPort

    .LINK
    Register-ExoPortTask
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string[]] $TaskName = 'ExoPort',

        [switch] $RemoveState,

        [switch] $RemoveEventSource
    )

    begin {
        Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet
        $problem = [System.Collections.Generic.List[string]]::new()
    }

    process {
        foreach ($name in $TaskName) {
            $problem.Clear()
            if (-not (Test-ExoPortTaskName -TaskName $name -Problem $problem)) {
                $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message $problem[0] -ErrorId 'BadParameter' -TargetObject $name))
                continue
            }
            if (-not (Test-ExoPortTask -TaskName $name)) {
                $message = "There is no task \ExoPort\$name. Get-ScheduledTask -TaskPath \ExoPort\ lists those that are."
                $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message $message -ErrorId 'NoTask' -Category 'ObjectNotFound' -TargetObject $name))
                continue
            }
            $folder = Get-ExoPortTaskFolder -TaskName $name
            $action = 'Remove a scheduled task'
            if ($RemoveState) { $action += " and the folder $folder" }
            if (-not $PSCmdlet.ShouldProcess("\ExoPort\$name", $action)) { continue }

            Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet -Elevated
            try {
                Remove-ExoPortTask -TaskName $name
                if ($RemoveState -and [System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::Delete($folder, $true) }
            }
            catch {
                $message = "The task \ExoPort\$name was not removed with all that belongs to it: $($_.Exception.GetBaseException().Message)"
                $PSCmdlet.WriteError((New-ExoPortErrorRecord -Message $message -ErrorId 'NotRemoved' -Category 'NotSpecified' -TargetObject $name -InnerException $_.Exception))
            }
        }
    }

    end {
        if ($RemoveEventSource -and $PSCmdlet.ShouldProcess('Application log', 'Remove the source ExoPort')) {
            Assert-ExoPortTaskScheduler -Cmdlet $PSCmdlet -Elevated
            Unregister-ExoPortEventSource
        }
    }
}
