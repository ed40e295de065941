function Unregister-ExoPortTask {
    <#
    .SYNOPSIS
    Removes a scheduled task that Register-ExoPortTask created.

    .DESCRIPTION
    Unregister-ExoPortTask removes a task from the folder \ExoPort of Task Scheduler. The watch's state is kept, so that a
    task registered again continues where this one stopped; -RemoveState removes the state too. Files that the task wrote
    elsewhere, and the entries in the event log, are kept.

    It asks for confirmation, as Unregister-ScheduledTask does; in a script, use -Confirm:$false. This needs administrator
    rights; -WhatIf does not.

    .PARAMETER TaskName
    The name of the task, by default ExoPort. Takes several, also from the pipeline.

    .PARAMETER RemoveState
    Also remove the folder ProgramData\ExoPort\Tasks\NAME with the watch's state. A state in another place (-StatePath of
    Register-ExoPortTask) is kept.

    .PARAMETER RemoveEventSource
    Also remove ExoPort as a source of the Application log. Other tasks and the exoport command need it to write there.

    .INPUTS
    System.String
    Names of tasks, and objects with a property TaskName.

    .OUTPUTS
    None
    This cmdlet returns nothing.

    .EXAMPLE
    Unregister-ExoPortTask

    Asks for confirmation and removes the task ExoPort.

    .EXAMPLE
    Unregister-ExoPortTask 'Mail out' -RemoveState -Confirm:$false

    Removes a task with its state, without asking.

    .EXAMPLE
    Get-ScheduledTask -TaskPath \ExoPort\ | Unregister-ExoPortTask -RemoveState -RemoveEventSource

    Removes everything that Register-ExoPortTask created.

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
                $message = "There is no task \ExoPort\$name. To list the existing tasks: Get-ScheduledTask -TaskPath \ExoPort\"
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
                $message = "The task \ExoPort\$name was not removed completely: $($_.Exception.GetBaseException().Message)"
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
